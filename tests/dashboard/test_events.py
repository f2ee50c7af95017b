"""Server-Sent Events over real HTTP."""

import asyncio
import fcntl

import httpx

from dashboard.delivery.events import Viewer, Viewers, encode
from tests.dashboard import stage


def test_the_present_state_comes_at_once_with_its_id_and_a_wish_for_reconnecting(web, state, first_version):
    with httpx.stream("GET", f"{web.url}/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        text = ""
        for part in answer.iter_text():
            text += part
            if "data: " in text:
                break
    assert text.startswith("retry: 2000\n")
    assert f"id: {first_version}\nevent: version\ndata: {{" in text


def test_a_new_version_is_told_at_once(state, web):
    events = web.events()
    name, before = next(events)
    version = stage.publish(state, stage.changed(stage.surge(), level=2))
    name, news = next(events)
    assert (name, news["version"]) == ("version", version)
    assert news["version"] > before["version"]


def test_heartbeats_carry_the_clocks_beat_and_the_pictures_time(tmp_path):
    version = stage.publish(tmp_path, stage.surge(), timebase=stage.base(60))
    with stage.running(tmp_path, HEARTBEAT_S=0.3) as web:
        events = web.events()
        next(events)
        name, news = next(events)
        assert (name, news["version"], news["speed"]) == ("heartbeat", version, 60)
        later = next(events)[1]
        assert later["now"] > news["now"]
        assert news["timebase"]["t0"] == stage.NOW


def test_a_drawing_that_hangs_stops_neither_the_version_nor_the_signs_of_life(tmp_path):
    first = stage.publish(tmp_path, stage.surge())
    hang = tmp_path / "hang"
    with stage.running(tmp_path, HEARTBEAT_S=0.3) as web:
        try:
            web.get(f"/board/duty/{first}")
            hang.touch()
            second = stage.publish(tmp_path, stage.changed(stage.surge()))
            events = web.events()
            assert next(news for name, news in events if name == "version" and news["version"] == second)
            stage.beat(tmp_path, second, timebase=stage.base(60))
            assert next(news for name, news in events if name == "heartbeat" and news["speed"] == 60)
            assert web.get("/version").json()["version"] == second
        finally:
            hang.unlink(missing_ok=True)


def test_a_lock_held_by_another_process_stops_no_viewer(tmp_path):
    first = stage.publish(tmp_path, stage.surge())
    with stage.running(tmp_path, HEARTBEAT_S=0.3) as web:
        name = "duty.ru.dark.staff.build0.lock"
        web.get(f"/board/duty/{first}")
        second = stage.publish(tmp_path, stage.changed(stage.surge()), told=False)
        folder = tmp_path / stage.MODE / "boards" / str(second)
        folder.mkdir(parents=True)
        with (folder / name).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            stage.beat(tmp_path, second)
            events = web.events()
            assert next(news for kind, news in events if kind == "version" and news["version"] == second)
            assert next(news for kind, news in events if kind == "heartbeat" and news["version"] == second)
            assert web.get(f"/board/duty/{second}").status_code == 200


def test_a_viewer_who_leaves_is_forgotten(state, web):
    with httpx.stream("GET", f"{web.url}/events") as answer:
        text = answer.iter_text()
        next(text)
        stage.wait_until(lambda: "mezha_viewers 0" not in web.get("/metrics").text)
    stage.wait_until(lambda: "mezha_viewers 0" in web.get("/metrics").text)


def test_a_worker_stops_at_once_although_viewers_listen(tmp_path):
    stage.publish(tmp_path, stage.surge())
    with stage.running(tmp_path) as web, httpx.stream("GET", f"{web.url}/events") as answer:
        text = answer.iter_text()
        next(text)
        assert web.stop() < 2


def test_a_slow_viewer_skips_and_never_piles_up():
    async def run() -> list[bytes]:
        viewer = Viewer()
        for number in range(1000):
            viewer.tell(str(number).encode())
        return [await viewer.next()]

    assert asyncio.run(run()) == [b"999"]


def test_all_viewers_get_the_same_bytes():
    async def run() -> list[bytes]:
        sent: list[bytes] = []
        viewers = Viewers()

        async def receive():
            await asyncio.Event().wait()

        async def send(message):
            sent.append(message.get("body", b""))

        streams = [asyncio.create_task(viewers.serve(b"first", receive, send, [])) for _ in range(2)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        news = encode("version", {"version": 5})
        viewers.tell(news)
        await asyncio.sleep(0.01)
        viewers.close()
        await asyncio.gather(*streams)
        return [body for body in sent if body is news]

    assert len(asyncio.run(run())) == 2
