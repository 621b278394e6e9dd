"""What people click and fill in, and the objects they are made of (docs: block elements).

Holds the elements that the app sends; any other is refused as unsupported. Says what one element
may hold; where it may stand is `blockkit`'s table.
"""

from __future__ import annotations

from local.slack.schema import (
    BOOLEAN,
    Schema,
    among,
    any_text,
    array,
    integer,
    one_of,
    plain_text,
    record,
    string,
    typed,
)

_ACTION_ID: Schema = {"action_id": string(255)}
_PLACEHOLDER: Schema = {"placeholder": plain_text(150)}
_CONFIRM = record(
    {
        "title": plain_text(100),
        "text": any_text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
    },
    {"style": one_of("primary", "danger")},
)
_OPTION = record({"text": plain_text(75), "value": string(150)})
_FEEDBACK = record(
    {"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)}
)
_DECIMAL = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}

PICTURE: Schema = {"alt_text": string(2000), "slack_file": record({"id": string(255)})}

_ELEMENTS = typed(
    button=record(
        {"text": plain_text(75)},
        {
            **_ACTION_ID,
            "confirm": _CONFIRM,
            "value": string(2000),
            "accessibility_label": string(75),
        },
    ),
    static_select=record(
        {"options": array(_OPTION, 100)}, {**_ACTION_ID, **_PLACEHOLDER, "initial_option": _OPTION}
    ),
    plain_text_input=record(
        {},
        {
            **_ACTION_ID,
            **_PLACEHOLDER,
            "initial_value": string(3000, 0),
            "multiline": BOOLEAN,
            "max_length": integer(1, 3000),
        },
    ),
    number_input=record(
        {"is_decimal_allowed": BOOLEAN},
        {
            **_ACTION_ID,
            **_PLACEHOLDER,
            "initial_value": _DECIMAL,
            "min_value": _DECIMAL,
            "max_value": _DECIMAL,
        },
    ),
    file_input=record(
        {},
        {**_ACTION_ID, "filetypes": array(string(32), 100), "max_files": integer(1, 10)},
    ),
    image=record(PICTURE),
    feedback_buttons=record(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION_ID
    ),
)

IN_ACTIONS = among(_ELEMENTS, "button", "static_select")
IN_SECTION = among(_ELEMENTS, "button", "image", "static_select")
IN_CONTEXT = {"typed": {**any_text()["typed"], **among(_ELEMENTS, "image")["typed"]}}
IN_CONTEXT_ACTIONS = among(_ELEMENTS, "feedback_buttons")
IN_INPUT = among(_ELEMENTS, "plain_text_input", "number_input", "file_input", "static_select")
