"""Prints one member of the JSON object on standard input; nothing when it is not there or null."""
import json
import sys

try:
    value = json.load(sys.stdin).get(sys.argv[1])
except (ValueError, AttributeError):
    value = None
if value is not None:
    print(value if isinstance(value, str) else json.dumps(value))
