"""Reading YAML into a type of Google's, with every name known."""

import yaml
from google.protobuf import json_format

from .fault import Fault


def parsed(path, text: str, message):
    """The message of a YAML text, as gcloud's import makes it: by the JSON form of the type."""
    try:
        value = yaml.safe_load(text)
        return json_format.ParseDict(value, message.pb(message()))
    except (yaml.YAMLError, json_format.ParseError) as error:
        raise Fault(f"{path}: {error}") from error
