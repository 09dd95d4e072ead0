"""Custom resources that do not answer: a shorter wait than CloudFormation's hour, and none at all after a crash."""

from urllib.parse import urlsplit

from ministack.services import lambda_svc
from ministack.services.cloudformation import custom_resource


def install(*, timeout: int) -> None:
    _shorten_wait(timeout)
    _fail_on_crash()


def _shorten_wait(timeout: int) -> None:
    invoke = custom_resource.invoke_custom_resource

    class Properties(dict):
        """The properties, of which `ServiceTimeout` has another default; the function gets to see no difference."""

        def get(self, name, default=None):
            return super().get(name, timeout if name == "ServiceTimeout" else default)

    def invoke_custom_resource(request_type, logical_id, properties, *rest, **options):
        return invoke(request_type, logical_id, Properties(properties), *rest, **options)

    custom_resource.invoke_custom_resource = invoke_custom_resource
    # The loopback name can mean ::1 to a function, where nobody listens.
    custom_resource._HOST = "127.0.0.1"


def _fail_on_crash() -> None:
    execute = lambda_svc._execute_function_with_config_scope

    def execute_function(function, event):
        result = execute(function, event)
        if result.get("error") and isinstance(event, dict) and "ResponseURL" in event and "RequestType" in event:
            _answer_for(event, result)
        return result

    lambda_svc._execute_function_with_config_scope = execute_function


def _answer_for(event: dict, result: dict) -> None:
    token = urlsplit(event["ResponseURL"]).path.rsplit("/", 1)[-1]
    waiting = custom_resource._pending.get(token)
    if waiting is not None and not waiting["event"].is_set():
        custom_resource.deliver_response(token, {
            "Status": "FAILED", "Reason": f"The function failed before it answered: {result.get('body')}"[:4000]})
