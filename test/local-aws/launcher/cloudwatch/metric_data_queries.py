"""GetMetricData with expressions, which MiniStack answers with an internal error."""

from ministack.services import cloudwatch

from launcher.cloudwatch.metric_math_functions import MathError
from launcher.cloudwatch.metric_queries import Queries


def install() -> None:
    plain = cloudwatch._get_metric_data

    def get_metric_data(params, request, is_cbor, is_json=False):
        queries = (request or {}).get("MetricDataQueries") or []
        if not any(query.get("Expression") for query in queries):
            return plain(params, request, is_cbor, is_json)
        results = _results(request, queries)
        if is_cbor:
            return cloudwatch._cbor_ok({"MetricDataResults": [
                cloudwatch._cbor_metric_data_result(result) for result in results]})
        return cloudwatch._json_ok({"MetricDataResults": results})

    cloudwatch._get_metric_data = get_metric_data


def _results(request: dict, queries: list[dict]) -> list[dict]:
    start, end = cloudwatch._parse_ts(request.get("StartTime")), cloudwatch._parse_ts(request.get("EndTime"))
    period = max([int(query["MetricStat"]["Period"]) for query in queries if query.get("MetricStat")]
                 + [int(query.get("Period") or 0) for query in queries]) or 60
    periods = list(range(int(start // period) * period, int(-(-end // period)) * period, period))
    evaluated = Queries(queries, periods, period)
    newest_first = request.get("ScanBy") != "TimestampAscending"
    return [_result(query, evaluated, newest_first) for query in queries if query.get("ReturnData", True)]


def _result(query: dict, evaluated: Queries, newest_first: bool) -> dict:
    result = {"Id": query["Id"], "Label": query.get("Label") or query["Id"], "StatusCode": "Complete"}
    try:
        values = evaluated.value(query["Id"])
    except MathError as error:
        message = {"Code": "ValidationError", "Value": str(error)}
        return {**result, "StatusCode": "InternalError", "Messages": [message], "Timestamps": [], "Values": []}
    ordered = sorted(values, reverse=newest_first)
    return {**result, "Timestamps": [cloudwatch._ts_iso(at) for at in ordered], "Values": [values[at] for at in ordered]}
