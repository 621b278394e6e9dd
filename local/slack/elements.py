"""What people click and fill in, and the objects they are made of (docs: block elements).

Says what one element may hold; where it may stand is `blockkit`'s table.
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

ACTION_ID: Schema = {"action_id": string(255)}
_FOCUS: Schema = {"focus_on_load": BOOLEAN}
_CONFIRM: Schema = {
    "confirm": record(
        {
            "title": plain_text(100),
            "text": any_text(300),
            "confirm": plain_text(30),
            "deny": plain_text(30),
        },
        {"style": one_of("primary", "danger")},
    )
}
_PLACEHOLDER: Schema = {"placeholder": plain_text(150)}
_INPUT: Schema = {**ACTION_ID, **_FOCUS, **_PLACEHOLDER}
_CHOICE: Schema = {**ACTION_ID, **_FOCUS, **_CONFIRM}
_DISPATCH: Schema = {
    "dispatch_action_config": record(
        {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)}
    )
}

OPTION = record({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
_MRKDWN_OPTION = record({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
_LINK_OPTION = record(
    {"text": plain_text(75), "value": string(150)},
    {"description": plain_text(75), "url": string(3000)},
)
_OPTIONS: Schema = {"options": array(OPTION, 100)}
_GROUPS: Schema = {
    "option_groups": array(record({"label": plain_text(75), "options": array(OPTION, 100)}), 100)
}
_MAX_SELECTED: Schema = {"max_selected_items": integer(1, 100)}
_FEEDBACK = record(
    {"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)}
)
_DECIMAL = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_IDS = array(string(255), 100)
_CONVERSATION_FILTER: Schema = {
    "filter": record(
        {},
        {
            "include": array(one_of("im", "mpim", "private", "public"), 4),
            "exclude_external_shared_channels": BOOLEAN,
            "exclude_bot_users": BOOLEAN,
        },
    )
}

SLACK_FILE: Schema = {
    "type": "object",
    "properties": {"id": string(255), "url": string(3000)},
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
}
PICTURE: Schema = {"image_url": string(3000), "slack_file": SLACK_FILE}


ELEMENTS = typed(
    button=record(
        {"text": plain_text(75)},
        {
            **ACTION_ID,
            **_CONFIRM,
            "url": string(3000),
            "value": string(2000),
            "style": one_of("primary", "danger"),
            "accessibility_label": string(75),
        },
    ),
    static_select=record(
        {}, {**_INPUT, **_CONFIRM, **_OPTIONS, **_GROUPS, "initial_option": OPTION}
    ),
    multi_static_select=record(
        {},
        {
            **_INPUT,
            **_CONFIRM,
            **_OPTIONS,
            **_GROUPS,
            **_MAX_SELECTED,
            "initial_options": array(OPTION, 100),
        },
    ),
    users_select=record({}, {**_INPUT, **_CONFIRM, "initial_user": string(255)}),
    multi_users_select=record({}, {**_INPUT, **_CONFIRM, **_MAX_SELECTED, "initial_users": _IDS}),
    channels_select=record(
        {},
        {
            **_INPUT,
            **_CONFIRM,
            "initial_channel": string(255),
            "response_url_enabled": BOOLEAN,
        },
    ),
    conversations_select=record(
        {},
        {
            **_INPUT,
            **_CONFIRM,
            **_CONVERSATION_FILTER,
            "initial_conversation": string(255),
            "default_to_current_conversation": BOOLEAN,
            "response_url_enabled": BOOLEAN,
        },
    ),
    overflow=record({"options": array(_LINK_OPTION, 5)}, {**ACTION_ID, **_CONFIRM}),
    checkboxes=record(
        {"options": array(_MRKDWN_OPTION, 10)},
        {**_CHOICE, "initial_options": array(_MRKDWN_OPTION, 10)},
    ),
    radio_buttons=record(
        {"options": array(_MRKDWN_OPTION, 10)}, {**_CHOICE, "initial_option": _MRKDWN_OPTION}
    ),
    datepicker=record(
        {},
        {
            **_INPUT,
            **_CONFIRM,
            "initial_date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        },
    ),
    plain_text_input=record(
        {},
        {
            **_INPUT,
            **_DISPATCH,
            "initial_value": string(3000, 0),
            "multiline": BOOLEAN,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
    ),
    number_input=record(
        {"is_decimal_allowed": BOOLEAN},
        {
            **_INPUT,
            **_DISPATCH,
            "initial_value": _DECIMAL,
            "min_value": _DECIMAL,
            "max_value": _DECIMAL,
        },
    ),
    email_text_input=record({}, {**_INPUT, **_DISPATCH, "initial_value": string(3000)}),
    url_text_input=record({}, {**_INPUT, **_DISPATCH, "initial_value": string(3000)}),
    file_input=record(
        {},
        {**ACTION_ID, "filetypes": array(string(32), 100), "max_files": integer(1, 10)},
    ),
    image=record({"alt_text": string(2000)}, PICTURE),
    feedback_buttons=record(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, ACTION_ID
    ),
    icon_button=record(
        {"icon": one_of("trash"), "text": plain_text(75)},
        {
            **ACTION_ID,
            **_CONFIRM,
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": _IDS,
        },
    ),
)

_SELECTS = (
    "static_select",
    "users_select",
    "channels_select",
    "conversations_select",
)
_MULTI_SELECTS = ("multi_static_select", "multi_users_select")
_CHOICES = ("checkboxes", "radio_buttons", "datepicker")
IN_ACTIONS = among(ELEMENTS, "button", "overflow", *_SELECTS, *_CHOICES)
IN_SECTION = among(ELEMENTS, "button", "image", "overflow", *_SELECTS, *_MULTI_SELECTS, *_CHOICES)
IN_CONTEXT_ACTIONS = among(ELEMENTS, "feedback_buttons", "icon_button")
IN_INPUT = among(
    ELEMENTS,
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "file_input",
    *_SELECTS,
    *_MULTI_SELECTS,
    *_CHOICES,
)
