"""What people see when things go wrong, and how the back room shows and makes it."""

from __future__ import annotations

from playwright.sync_api import Locator, Route, expect

from tests.browser.stage import Stage, Visitor
from tests.workspaces import let_leases_run_out


def order(visitor: Visitor, label: str) -> None:
    """Order one piece of trouble in the back room."""
    visitor.go("back-room")
    visitor.page.get_by_role("button", name=f"{label}: one more").click()
    expect(visitor.page.locator(".switch", has_text=label).locator("output")).to_have_text("1")


def ways(visitor: Visitor, prompt: str) -> Locator:
    """The back room's runs for a picture, once it shows them."""
    visitor.go("back-room")
    visitor.page.locator(".job", has_text=prompt).click()
    expect(visitor.page.locator(".way-head h2")).to_have_text(prompt)
    return visitor.page.locator(".run")


def test_a_filtered_prompt_is_told_to_its_writer_alone(stage: Stage) -> None:
    """When the filter refuses words, the placeholder goes and the writer is told why."""
    ana, bo = stage.enter(), stage.enter("bo")
    order(ana, "Filter the next words")
    ana.go("C0GENERAL")
    ana.say("/imagine a perfectly harmless teapot")
    told = ana.message("filter did not let these words through")
    expect(told).to_contain_text("Only visible to you")
    expect(told).to_contain_text("a perfectly harmless teapot")
    ana.shoot("filtered")
    expect(bo.message("teapot")).to_have_count(0)


def test_a_killed_worker_is_followed_by_another(stage: Stage) -> None:
    """A worker that dies while it paints is followed by one that finishes: one picture stands."""
    ana = stage.enter()
    order(ana, "Kill it while it paints")
    ana.go("C0GENERAL")
    ana.say("/imagine a windmill on a hill --seed 5")
    expect(ana.message("Painting (7 to 30 seconds)")).to_be_visible()
    runs = ways(ana, "a windmill on a hill")
    expect(runs.filter(has_text="signal: killed")).to_have_count(1)
    let_leases_run_out(stage.workspace)
    expect(runs.filter(has_text="slow lane").last).to_be_visible()
    ana.go("C0GENERAL")
    expect(ana.picture("a windmill on a hill")).to_have_count(1)
    expect(ana.message("a windmill on a hill")).to_have_count(1)
    ways(ana, "a windmill on a hill")
    expect(ana.page.locator(".way-head")).to_contain_text("done")
    ana.shoot("killed")


def test_a_lost_answer_of_slack_posts_nothing_twice(stage: Stage) -> None:
    """When Slack's answer to the placeholder is lost, the placeholder is found and adopted."""
    ana = stage.enter()
    order(ana, "Lose Slack's answer")
    ana.go("C0GENERAL")
    ana.say("/imagine a stone bridge")
    expect(ana.picture("a stone bridge")).to_have_count(1)
    expect(ana.message("a stone bridge")).to_have_count(1)


def test_throttled_models_queue_and_say_so(stage: Stage) -> None:
    """While the painter is throttled the placeholder says that it waits; then the picture comes."""
    ana, bo = stage.enter(), stage.enter("bo")
    ana.go("back-room")
    switch = ana.page.get_by_role("switch", name="Throttle the painter")
    switch.check()
    bo.say("/imagine a field of poppies")
    expect(bo.message("Queued.")).to_contain_text("The models are busy.")
    bo.shoot("queued")
    switch.uncheck()
    expect(bo.picture("a field of poppies")).to_have_count(1, timeout=60_000)


def test_a_switch_stays_as_it_was_put(stage: Stage) -> None:
    """What the page read just before a switch was put does not put it back."""
    ana = stage.enter(place="back-room")
    switch = ana.page.get_by_role("switch", name="Throttle the painter")
    expect(switch).not_to_be_checked()

    asked: list[Route] = []

    def answer(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            return  # what is read later stays unanswered
        response = route.fetch()
        switch.check()
        route.fulfill(response=response)

    ana.page.route("**/backroom/trouble?*", answer)
    with ana.page.expect_event("requestfinished", lambda each: each.url.endswith("/trouble?")):
        stage.workspace.people.command("ana", "general", "help")
    ana.page.evaluate("() => fetch('/icon.svg').then(() => {})")  # a later answer has come as well
    expect(switch).to_be_checked()


def test_the_back_room_shows_what_went_over_the_wires(stage: Stage) -> None:
    """A picture's way names its calls; each opens to what was asked and answered."""
    ana = stage.enter()
    ana.say("/imagine a brass telescope --seed 21")
    expect(ana.picture("a brass telescope")).to_have_count(1)
    runs = ways(ana, "a brass telescope")
    expect(runs).to_have_count(2)
    expect(runs.first).to_contain_text("ana: /imagine a brass telescope --seed 21")
    expect(runs.first.locator(".entry", has_text="TransactWriteItems")).to_contain_text("new job")
    work = runs.last
    for call in ("chat.postMessage", "Converse", "InvokeModel", "PutObject", "chat.update"):
        expect(work.locator(".entry", has_text=call).first).to_be_visible()
    work.locator(".entry", has_text="InvokeModel").click()
    answered = work.locator(".payloads")
    expect(answered).to_contain_text('"seed": 21')
    image = answered.locator(".json-picture img")
    expect(image).to_have_js_property("naturalWidth", 1344)
    ana.shoot("back-room")
