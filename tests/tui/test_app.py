from tui.harness import make_app, running


async def test_it_opens_on_what_needs_a_person() -> None:
    async with running(make_app()) as driver:
        assert "jobs › needs me" in driver.text
        assert "4127  ingest eu" in driver.text
        assert "4128" not in driver.text
