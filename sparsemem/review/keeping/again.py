"""Functions that a framework runs again and again, for each request, message or event, and loops without an end."""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.index.evictions import last_name
from sparsemem.review.index.project import Project
from sparsemem.review.keeping.named import named_function
from sparsemem.source import FunctionNode, Module, own_nodes

_VERBS = frozenset({"get", "post", "put", "delete", "patch", "head", "options", "websocket", "route", "api_route"})
_HOOKS = frozenset(
    {
        "actor", "after_request", "before_request", "callback_query_handler", "event", "exception_handler", "handler",
        "listener", "message_handler", "middleware", "on_message", "shared_task", "subscribe", "subscriber", "task",
        "teardown_request",
    }
)  # fmt: skip
_ONCE = frozenset({"startup", "shutdown", "start", "stop", "on_ready", "on_startup", "on_shutdown", "ready"})
_REGISTERING = frozenset(
    {
        "add_api_route", "add_delete", "add_event_handler", "add_event_listener", "add_get", "add_handler",
        "add_listener", "add_message_handler", "add_post", "add_put", "add_route", "add_url_rule", "basic_consume",
        "connect", "message_callback_add", "register_callback", "register_handler", "subscribe",
    }
)  # fmt: skip
_BASES = (
    "RequestHandler", "FileSystemEventHandler", "PatternMatchingEventHandler", "asyncio.Protocol", "DatagramProtocol",
    "BufferedProtocol", "SubprocessProtocol", "LineReceiver", "Middleware", "MiddlewareMixin", "HTTPMethodView",
    "APIView", "MethodView", "View", "Resource", "WebsocketConsumer", "HTTPEndpoint", "WebSocketEndpoint",
    "WebSocketHandler",
)  # fmt: skip
_EVENT = re.compile(
    r"do_[A-Z]+|on_\w+|handle|dispatch|get|post|put|delete|patch|\w+_received|lineReceived|connection_made"
    r"|process_(request|response|view)|receive(_json)?|__call__"
)
_WAITING = frozenset(
    {
        "accept", "blpop", "brpop", "consume", "get", "poll", "read_message", "receive", "recv", "recv_json",
        "recv_multipart", "recvfrom", "select", "sleep", "wait",
    }
)  # fmt: skip
_CONSUMERS = frozenset({"kafka.KafkaConsumer", "aiokafka.AIOKafkaConsumer"})
_LEAVING = ast.Return | ast.Raise | ast.Yield | ast.YieldFrom


def handlers(module: Module, project: Project) -> set[FunctionNode]:
    """The functions that run for each request, message or event, and those that they call in the same module."""
    waiting = [one for one in module.functions() if _is_decorated(module, one) or _is_method(module, project, one)]
    waiting += _registered(module)
    found: set[FunctionNode] = set()
    while waiting:
        function = waiting.pop()
        if function not in found:
            found.add(function)
            calls = (node.func for node in own_nodes(function) if isinstance(node, ast.Call))
            waiting += [one for call in calls if (one := named_function(module, call))]
    return found


def endless_loop(module: Module, node: ast.AST) -> ast.AST | None:
    """The loop around a node, in its function, that waits for something in each round and that nothing ends."""
    for around in module.ancestors(node):
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            return None
        if isinstance(around, ast.For | ast.AsyncFor) and _is_consumer(module, around.iter):
            return around
        if isinstance(around, ast.While) and _is_endless(module, around):
            return around
    return None


def _is_endless(module: Module, loop: ast.While) -> bool:
    inside = [inner for statement in loop.body for inner in ast.walk(statement)]
    is_true = isinstance(loop.test, ast.Constant) and bool(loop.test.value)
    waits = any(isinstance(one, ast.Call) and last_name(one.func) in _WAITING for one in inside)
    is_caught = module.enclosing(loop, ast.Try, ast.With) is not None and _handles(module, loop)
    return is_true and waits and not is_caught and not any(_leaves(module, loop, one) for one in inside)


def _handles(module: Module, loop: ast.AST) -> bool:
    """Whether what is raised in the loop is handled around it, which then ends it."""
    for around in module.ancestors(loop):
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef):
            return False
        if isinstance(around, ast.Try) and around.handlers:
            return True
        if isinstance(around, ast.With) and any("suppress" in ast.unparse(one.context_expr) for one in around.items):
            return True
    return False


def _leaves(module: Module, loop: ast.While, node: ast.AST) -> bool:
    if isinstance(node, ast.Break):
        return module.enclosing(node, ast.For, ast.AsyncFor, ast.While) is loop
    if isinstance(node, ast.Call):
        return last_name(node.func) in ("exit", "_exit", "abort")
    return isinstance(node, _LEAVING)


def _is_consumer(module: Module, iterated: ast.expr) -> bool:
    return isinstance(iterated, ast.Call) and module.dotted(iterated.func) in _CONSUMERS


def _is_decorated(module: Module, function: FunctionNode) -> bool:
    return any(_is_hook(module, one) for one in function.decorator_list)


def _is_hook(module: Module, decorator: ast.expr) -> bool:
    call = decorator if isinstance(decorator, ast.Call) else None
    named, given = call.func if call else decorator, call.args[:1] if call else []
    name = last_name(named)
    if name in _VERBS:
        return any(isinstance(one, ast.Constant) and str(one.value).startswith("/") for one in given)
    if module.dotted(named) in ("django.dispatch.receiver", "celery.shared_task", "dramatiq.actor"):
        return True
    is_once = any(isinstance(one, ast.Constant) and one.value in _ONCE for one in given)
    return name in _HOOKS and isinstance(named, ast.Attribute) and not is_once


def _is_method(module: Module, project: Project, function: FunctionNode) -> bool:
    owner = module.owner_class(function)
    if owner is None or not _EVENT.fullmatch(function.name):
        return False
    if function.name == "__call__":
        return any(
            isinstance(one, ast.FunctionDef)
            and one.name == "__init__"
            and any(argument.arg == "get_response" for argument in one.args.args)
            for one in owner.body
        )
    bases = {ast.unparse(base) for base in owner.bases} | {module.dotted(base) or "" for base in owner.bases}
    if any(base.endswith(_BASES) for base in bases):
        return True
    facts = project.class_(module.scopes[owner].qualname)
    return facts is not None and any(project.inherits(facts, ending) for ending in _BASES)


def _registered(module: Module) -> Iterator[FunctionNode]:
    """What is handed over as a callback: `signal.connect(f)`, `client.on_message = f`."""
    for call in module.all(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in _REGISTERING:
            values = [*call.args, *(keyword.value for keyword in call.keywords)]
            yield from (found for value in values if (found := named_function(module, value)))
        elif module.dotted(call.func) == "asyncio.start_server":
            yield from (found for value in call.args[:1] if (found := named_function(module, value)))
    for one in module.all(ast.Assign):
        for target in one.targets:
            if isinstance(target, ast.Attribute) and target.attr.startswith("on_") and target.attr not in _ONCE:
                found = named_function(module, one.value)
                if found is not None:
                    yield found
