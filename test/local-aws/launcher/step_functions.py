"""Distributed Map: `ItemBatcher` and `ResultWriter`, which MiniStack reads over."""

import json

from ministack.services import s3, stepfunctions


def install() -> None:
    run = stepfunctions._run_distributed_map

    def run_distributed_map(state, raw_input, effective_input, iterator, execution, context):
        state = dict(state)
        batcher, writer = state.pop("ItemBatcher", None), state.pop("ResultWriter", None)
        if batcher:
            batches = _batches(state, batcher, effective_input, context)
            state["ItemsPath"], effective_input = "$.batches", {"batches": batches}
        if not writer:
            return run(state, raw_input, effective_input, iterator, execution, context)
        return _run_and_write(run, state, writer, raw_input, effective_input, iterator, execution, context)

    stepfunctions._run_distributed_map = run_distributed_map


def _batches(state: dict, batcher: dict, effective_input, context) -> list[dict]:
    """The items in batches, each with the batcher's own input. Takes what it reads out of the state."""
    reader = state.pop("ItemReader", None)
    items = stepfunctions._read_map_items(reader, effective_input, context) if reader else \
        stepfunctions._resolve_path_or_ctx(state.get("ItemsPath", "$"), effective_input, context)
    selector = state.pop("ItemSelector", None) or state.pop("Parameters", None)
    if selector:
        items = [stepfunctions._resolve_params_obj(
            selector, effective_input, {**context, "Map": {"Item": {"Index": index, "Value": item}}})
            for index, item in enumerate(items)]
    shared = batcher.get("BatchInput")
    batch_input = {"BatchInput": stepfunctions._resolve_params_obj(shared, effective_input, context)} if shared else {}
    return [{**batch_input, "Items": batch} for batch in _split(items, batcher)]


def _split(items: list, batcher: dict) -> list[list]:
    most = int(batcher.get("MaxItemsPerBatch") or len(items) or 1)
    most_bytes = int(batcher.get("MaxInputBytesPerBatch") or 256 * 1024)
    batches: list[list] = []
    size = 0
    for item in items:
        item_size = len(json.dumps(item)) + 1
        if not batches or len(batches[-1]) == most or size + item_size > most_bytes:
            batches.append([])
            size = 0
        batches[-1].append(item)
        size += item_size
    return batches


def _run_and_write(run, state, writer, raw_input, effective_input, iterator, execution, context):
    known = set(stepfunctions._map_runs)
    selector, result_path = state.pop("ResultSelector", None), state.get("ResultPath", "$")
    inner = {name: value for name, value in state.items() if name not in ("ResultPath", "OutputPath")}
    failure = None
    try:
        run(inner, raw_input, effective_input, iterator, execution, context)
    except stepfunctions._ExecutionError as error:
        failure = error
    started = [arn for arn in stepfunctions._map_runs if arn not in known]
    if not started:
        raise failure or RuntimeError("the map did not start")
    result = _write(started[-1], writer, raw_input, context)
    if failure:
        raise failure
    if selector:
        result = stepfunctions._apply_result_selector({"ResultSelector": selector}, result)
    output = stepfunctions._apply_result_path({**state, "ResultPath": result_path}, raw_input, result)
    return stepfunctions._apply_output_path(state, output, context), stepfunctions._next_or_end(state)


def _write(map_run: str, writer: dict, raw_input, context) -> dict:
    """Writes the result files and their manifest, and returns what the state's result is."""
    template = writer.get("Parameters") or writer.get("Arguments") or {}
    target = stepfunctions._resolve_params_obj(template, raw_input, context)
    bucket = target["Bucket"]
    folder = "/".join(part for part in (target.get("Prefix", "").strip("/"), map_run.split(":")[-1]) if part)
    files = {status: _write_status(bucket, folder, map_run, status) for status in ("SUCCEEDED", "FAILED")}
    manifest = {"DestinationBucket": bucket, "MapRunArn": map_run, "ResultFiles": {**files, "PENDING": []}}
    _put(bucket, f"{folder}/manifest.json", manifest)
    return {"MapRunArn": map_run, "ResultWriterDetails": {"Bucket": bucket, "Key": f"{folder}/manifest.json"}}


def _write_status(bucket: str, folder: str, map_run: str, status: str) -> list[dict]:
    rows = [_row(child) for child in list(stepfunctions._executions.values())
            if child.get("mapRunArn") == map_run and child["status"] == status]
    if not rows:
        return []
    key = f"{folder}/{status}_0.json"
    return [{"Key": key, "Size": _put(bucket, key, rows)}]


def _row(child: dict) -> dict:
    row = {"ExecutionArn": child["executionArn"], "Input": child["input"], "Name": child["name"],
           "Output": child.get("output"), "Status": child["status"]}
    return row if child["status"] == "SUCCEEDED" else {**row, "Error": child.get("error"), "Cause": child.get("cause")}


def _put(bucket: str, key: str, content) -> int:
    data = json.dumps(content).encode()
    status, _, body = s3._put_object(bucket, key, data, {"content-type": "application/json"})
    if status >= 400:
        raise stepfunctions._ExecutionError("States.ResultWriterFailed", f"s3://{bucket}/{key}: {body!r}")
    return len(data)
