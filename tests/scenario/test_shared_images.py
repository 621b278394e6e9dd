"""Pictures from pictures: shared images, offers, questions, reactions, the shortcut."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageChops, ImageStat

from local.bedrock import IMAGE_MODEL, Trouble
from local.slack.acts import Upload
from tests.house import House
from tests.pictures import photo
from tests.slack_reading import assert_dead, buttons, reading


def asked_of_the_model(house: House) -> dict[str, object]:
    """The one paid request, which must be an image-to-image one within the schema."""
    (body,) = house.painted()
    assert body["mode"] == "image-to-image"
    assert "aspect_ratio" not in body
    assert 0 <= float(body["strength"]) <= 1
    return body


def assert_shows(body: dict[str, object], content: bytes) -> None:
    """The request carries an image that decodes to the shared one."""
    sent = Image.open(io.BytesIO(base64.b64decode(str(body["image"])))).convert("RGB")
    source = Image.open(io.BytesIO(content)).convert("RGB").resize(sent.size)
    difference = ImageStat.Stat(ImageChops.difference(sent, source)).mean
    assert max(difference) < 8


def test_an_image_in_the_direct_message_runs_with_its_words(house: House) -> None:
    """Shared with words in the bot's own conversation, an image becomes a picture in its thread."""
    content = photo()
    done = house.people.share("ana", "D0ANA", "cat.jpg", content, "as a watercolour")
    house.settle()
    assert done.message is not None
    (message,) = house.posted("D0ANA")
    assert message.thread_ts == done.message.ts
    assert_shows(asked_of_the_model(house), content)
    assert "as a watercolour" in reading(message)
    (asked,) = house.enhanced()
    kinds = [next(iter(block)) for block in asked["messages"][0]["content"]]
    assert "image" in kinds


def test_an_image_with_a_mention_runs_with_its_words(house: House) -> None:
    """In a channel a mention makes the share a request; `--strength` is the person's own."""
    house.people.share("ana", "general", "cat.png", photo(), "@imagine at night --strength 0.3")
    house.settle()
    assert asked_of_the_model(house)["strength"] == 0.3
    assert len(house.posted()) == 1


@pytest.mark.parametrize("character", ['"', "\\", "\u2028", "狐"])
def test_an_image_is_offered_whatever_its_words_are_written_with(
    house: House, character: str
) -> None:
    """Words that JSON makes longer are cut, and the offer is made all the same."""
    house.people.share("ana", "general", "cat.png", photo(), character * 1_500)
    house.settle()
    (offer,) = house.private()
    assert "reimagine" in buttons(offer)
    assert "listener failed" not in house.logged()


def test_a_question_that_was_answered_in_part_is_answered(build: Callable[..., House]) -> None:
    """Where the limit stops some of several images, the next words are no second answer."""
    house = build(PicturesPerPerson="2")
    files = [(f"{number}.png", photo(number)) for number in range(3)]
    done = house.people.post("ana", "D0ANA", "", files=files)
    assert done.message is not None
    for words in ("an oil painting", "ok, never mind"):
        house.people.post("ana", "D0ANA", words, thread_ts=done.message.ts)
        house.settle()
    assert len(house.painted()) == 2
    assert len(house.private()) == 1


def test_an_image_without_words_is_asked_about(house: House) -> None:
    """The bot asks in the thread, once, and the sharer's next reply there is the prompt."""
    done = house.people.share("ana", "D0ANA", "cat.png", photo(), "")
    assert done.delivery is not None
    assert done.message is not None
    house.people.courier.repeat(done.delivery)
    house.settle()
    (question,) = house.posted("D0ANA")
    assert question.thread_ts == done.message.ts
    assert "What should I make of it" in reading(question)
    assert house.painted() == []
    house.people.post("ana", "D0ANA", "an oil painting", thread_ts=done.message.ts)
    house.settle()
    assert asked_of_the_model(house)
    assert len(house.posted("D0ANA")) == 2


def test_the_question_is_for_the_sharer_alone(house: House) -> None:
    """Somebody else's reply is talk; the sharer's is the prompt, and the next one a reply."""
    done = house.people.share("ana", "general", "cat.png", photo(), "@imagine")
    assert done.message is not None
    house.settle()
    house.people.post("bo", "general", "what a lovely cat", thread_ts=done.message.ts)
    house.settle()
    assert house.painted() == []
    house.people.post("ana", "general", "an oil painting", thread_ts=done.message.ts)
    house.settle()
    assert len(house.painted()) == 1
    house.people.post("ana", "general", "thank you!", thread_ts=done.message.ts)
    house.settle()
    assert len(house.painted()) == 1


def test_an_image_in_a_channel_is_offered_privately_and_once_a_week(house: House) -> None:
    """Nothing is paid before the sharer says so; a second share that week is left alone."""
    done = house.people.share("ana", "general", "cat.png", photo(), "look at her")
    assert done.message is not None
    house.settle()
    (told,) = house.private("ana")
    assert house.private("bo") == []
    assert buttons(told).keys() == {"reimagine", "not_now", "stop_offers"}
    assert_dead(told)
    assert house.painted() == house.enhanced() == house.posted() == []
    house.people.share("ana", "general", "dog.png", photo(), "")
    house.settle()
    assert len(house.private("ana")) == 1

    house.people.click("ana", told.ts, "reimagine")
    view = house.slack.modals.top("U0ANA")
    assert view is not None
    assert "look at her" in str(view.payload)
    house.people.submit("ana", {"prompt": "a cat made of glass", "strength": "0.8"})
    house.settle()
    body = asked_of_the_model(house)
    assert body["strength"] == 0.8
    (message,) = house.posted()
    assert message.thread_ts == done.message.ts


def test_a_week_later_there_is_another_offer(house: House) -> None:
    """The limit is a week long."""
    house.people.share("ana", "general", "cat.png", photo(), "")
    house.settle()
    house.clock.sleep(7 * 86_400 + 1)
    house.people.share("ana", "general", "cat.png", photo(), "")
    house.settle()
    assert len(house.private("ana")) == 2


def test_offers_can_be_put_away_and_stopped(house: House) -> None:
    """*Not now* takes the offer away; *Stop offering here* means never again in that channel."""
    house.people.share("ana", "general", "cat.png", photo(), "")
    house.settle()
    house.people.click("ana", house.private("ana")[0].ts, "not_now")
    assert house.private("ana") == []
    house.clock.sleep(7 * 86_400 + 1)
    house.people.share("ana", "general", "cat.png", photo(), "")
    house.settle()
    house.people.click("ana", house.private("ana")[0].ts, "stop_offers")
    assert house.private("ana") == []
    house.clock.sleep(30 * 86_400)
    house.people.share("ana", "general", "cat.png", photo(), "")
    house.settle()
    assert house.private("ana") == []


def test_offers_can_be_turned_off(build: Callable[..., House]) -> None:
    """A deployment's parameter turns them off altogether."""
    house = build(Offers="off")
    house.people.share("ana", "general", "cat.png", photo(), "")
    house.settle()
    assert house.private("ana") == []


def test_several_images_are_several_jobs_up_to_four(house: House) -> None:
    """Each image is its own picture in the same thread; a fifth is said to be left out."""
    files = [(f"{number}.png", photo(number)) for number in range(5)]
    done = house.people.post("ana", "D0ANA", "as a watercolour", files=files)
    assert done.message is not None
    house.settle()
    assert len(house.painted()) == 4
    assert {message.thread_ts for message in house.posted("D0ANA")} == {done.message.ts}
    (told,) = house.private("ana")
    assert "first 4 of your 5" in reading(told)


def test_a_share_delivered_again_is_the_same_act(house: House) -> None:
    """Slack's retries of a share with two images start nothing new."""
    files = [("1.png", photo(1)), ("2.png", photo(2))]
    done = house.people.post("ana", "D0ANA", "in oil", files=files)
    assert done.delivery is not None
    for _ in range(3):
        house.people.courier.repeat(done.delivery)
    house.settle()
    assert len(house.painted()) == len(house.posted("D0ANA")) == 2


def test_a_file_from_another_organisation_is_looked_up(house: House) -> None:
    """Slack Connect names a file only; what it is is asked for."""
    content = photo()
    file = Upload("cat.png", content, from_connect=True)
    house.people.post("ana", "D0ANA", "as a watercolour", files=[file])
    house.settle()
    assert_shows(asked_of_the_model(house), content)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (Upload("cat.png", b"", mode="external"), "another site"),
        (Upload("cat.png", b"", mode="tombstone"), "deleted"),
        (Upload("cat.png", b"", mode="hidden_by_limit"), "limit"),
        (("cat.png", b"this is no image"), "image"),
        (("cat.png", photo()[: len(photo()) // 2]), "cut short"),
        (("cat.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "SVG"),
    ],
)
def test_what_cannot_be_started_from_is_told_to_the_sharer_alone(
    house: House, file: Upload | tuple[str, bytes], says: str
) -> None:
    """Each refusal says what to send instead; nothing is paid, nothing is left standing."""
    house.people.post("ana", "D0ANA", "as a watercolour", files=[file])
    house.settle()
    (told,) = house.private("ana")
    assert says in reading(told)
    assert house.private("bo") == house.posted("D0ANA") == house.painted() == []


def test_a_missing_scope_is_the_operators_business(house: House) -> None:
    """A login page instead of the file is said as ours to mend, and how goes to the log."""
    house.slack.scopes -= {"files:read"}
    house.people.post("ana", "D0ANA", "as a watercolour", files=[("cat.png", photo())])
    house.settle()
    assert house.painted() == []
    assert "slack-manifest" in house.logged()


@pytest.mark.parametrize("scope", ["users:read", "channels:history"])
def test_a_missing_scope_that_stops_nothing_is_logged(house: House, scope: str) -> None:
    """A name or an earlier message that cannot be read is done without, and the log says why."""
    house.people.share("ana", "general", "cat.png", photo(), "@imagine at night")
    house.settle()
    house.slack.scopes -= {scope}
    if scope == "users:read":
        house.people.share("bo", "general", "cat.png", photo(), "@imagine at night")
    else:
        house.people.react("bo", house.posted()[-1].ts, "repeat")
    house.settle()
    assert "slack-manifest" in house.logged()


def test_a_picture_with_a_source_is_gone_on_from_with_it(house: House) -> None:
    """New seed keeps the source; it is fetched from Slack once."""
    house.people.share("ana", "D0ANA", "cat.png", photo(), "as a watercolour")
    house.settle()
    house.people.click("ana", house.posted("D0ANA")[0].ts, "new_seed")
    house.settle()
    first, second = house.painted()
    assert first["image"] == second["image"]
    assert first["seed"] != second["seed"]
    assert len(house.slack.calls_of("download")) == 1


def test_painting_reaction_offers_to_the_one_who_reacted(house: House) -> None:
    """🎨 on anybody's image is an offer to whoever put it there, in private."""
    done = house.people.share("ana", "general", "cat.png", photo(), "look")
    assert done.message is not None
    house.settle()
    house.people.react("bo", done.message.ts, "art")
    house.settle()
    (told,) = house.private("bo")
    house.people.click("bo", told.ts, "reimagine")
    house.people.submit("bo", {"prompt": "a glass cat"})
    house.settle()
    assert asked_of_the_model(house)


def test_who_asks_by_reaction_is_offered_however_often(house: House) -> None:
    """🎨 is asked for, so neither last week's offer nor "Stop offering here" stands in its way."""
    house.people.share("bo", "general", "dog.png", photo(), "my dog")
    house.settle()
    house.people.click("bo", house.private("bo")[0].ts, "stop_offers")
    done = house.people.share("ana", "general", "cat.png", photo(), "look")
    assert done.message is not None
    reacted = house.people.react("bo", done.message.ts, "art")
    house.settle()
    assert len(house.private("bo")) == 1
    assert reacted.delivery is not None
    house.people.courier.repeat(reacted.delivery)
    assert len(house.private("bo")) == 1


def test_reactions_on_our_pictures_repeat_and_delete(house: House) -> None:
    """🔁 is a new seed, whoever puts it; ❌ deletes for its maker and for nobody else."""
    house.people.command("ana", "general", "a red fox")
    house.settle()
    ts = house.posted()[0].ts
    house.people.react("bo", ts, "repeat")
    house.settle()
    assert len(house.painted()) == len(house.posted()) == 2
    house.people.react("bo", ts, "x")
    house.settle()
    assert len(house.posted()) == 2
    house.people.react("ana", ts, "x")
    house.settle()
    assert len(house.posted()) == 1


@pytest.mark.parametrize("emoji", ["thumbsup", "repeat", "x", "art"])
def test_reactions_on_plain_messages_do_nothing(house: House, emoji: str) -> None:
    """A reaction on somebody's words is talk."""
    done = house.people.post("ana", "general", "good morning")
    assert done.message is not None
    house.people.react("bo", done.message.ts, emoji)
    house.settle()
    assert house.posted() == house.private("bo") == house.jobs() == []


def test_the_shortcut_opens_the_form_for_a_message_with_an_image(house: House) -> None:
    """*Reimagine this image* opens the form; its picture appears in that message's thread."""
    done = house.people.share("ana", "general", "cat.png", photo(), "look")
    assert done.message is not None
    house.people.shortcut("bo", done.message.ts, "reimagine")
    house.people.submit("bo", {"prompt": "a glass cat"})
    house.settle()
    assert asked_of_the_model(house)
    (message,) = house.posted()
    assert message.thread_ts == done.message.ts


def test_the_shortcut_on_words_says_that_there_is_no_image(house: House) -> None:
    """Without an image there is nothing to reimagine, and the person is told what is needed."""
    done = house.people.post("ana", "general", "good morning")
    assert done.message is not None
    house.people.shortcut("bo", done.message.ts, "reimagine")
    (told,) = house.private("bo")
    assert "JPEG" in reading(told)


def test_a_picture_of_ours_can_be_reimagined(house: House) -> None:
    """The shortcut works on our own pictures as well."""
    house.people.command("ana", "general", "a red fox")
    house.settle()
    house.people.shortcut("bo", house.posted()[0].ts, "reimagine")
    house.people.submit("bo", {"prompt": "a fox of glass"})
    house.settle()
    assert house.painted()[1]["mode"] == "image-to-image"


def test_a_filtered_source_is_told_to_the_sharer_alone(house: House) -> None:
    """A source image the model will not take: no placeholder is left, and the budget is back."""
    house.bedrock.fail(IMAGE_MODEL, Trouble.FILTER_SOURCE)
    house.people.share("ana", "D0ANA", "cat.png", photo(), "as a watercolour")
    house.settle()
    (told,) = house.private("ana")
    assert "source image" in reading(told)
    assert house.posted("D0ANA") == []
    assert house.count("T0LOCAL#pictures#2027-01-15#U0ANA") == 0
