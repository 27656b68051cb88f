"""The pages in a real browser: accessible, at home on a desk and on a phone, in light and dark, sorted and filtered."""

from pathlib import Path

import pytest

from grader.language import speaking
from grader.report.make import write_class, write_students
from tests.browser import browser, needs_browser
from tests.report_class import make_results

pytestmark = [
    needs_browser,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # selenium's and axe's own
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ROOT = Path(__file__).parent.parent
DESK, PHONE = (1280, 900), (390, 800)


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Class and student pages, in both languages, of a made-up class."""
    folder = tmp_path_factory.mktemp("pages")
    file = make_results(folder / "results.json", 24)
    found = {}
    for language in ("en", "zh"):
        with speaking(language):
            found["class", language] = write_class(file, folder / f"class.{language}.html")
            (found["student", language],) = write_students(
                [file, file], "student0003", folder / f"student.{language}.html", ROOT / "solutions", None
            )
    return found


@pytest.fixture(scope="module")
def open_page(tmp_path_factory):
    """open_page(path, size, dark) -> a driver that shows it; one browser serves the module."""
    with browser(tmp_path_factory.mktemp("profile")) as driver:

        def show(path, size=DESK, *, dark=False):
            scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": scheme})
            width, height = size
            metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            driver.get(path.as_uri())
            return driver

        yield show


def serious(driver):
    """What axe finds that is serious or critical: rule and element."""
    import axe_selenium_python

    script = Path(axe_selenium_python.__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
    driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    driver.refresh()
    driver.execute_script(script.read_text(encoding="utf-8"))
    found = driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
    return [
        (violation["id"], node["html"][:200])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:3]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("kind", [("class", "en"), ("class", "zh"), ("student", "en"), ("student", "zh")], ids="-".join)
def test_axe_finds_nothing_serious(pages, open_page, kind, size, dark):
    assert serious(open_page(pages[kind], size, dark=dark)) == []


@pytest.mark.parametrize("kind", ["class", "student"])
def test_nothing_is_wider_than_a_phone(pages, open_page, kind):
    driver = open_page(pages[kind, "en"], PHONE)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]


def test_points_stand_apart_from_titles_and_figures_can_be_read_on_a_phone(pages, open_page):
    driver = open_page(pages["student", "en"], PHONE)
    gap = "return getComputedStyle(document.querySelector('.points')).marginLeft"
    assert float(driver.execute_script(gap).removesuffix("px")) >= 8
    driver = open_page(pages["class", "en"], PHONE)
    assert driver.execute_script("return document.querySelector('figure svg').getBoundingClientRect().width") > PHONE[0]


def test_dark_is_dark(pages, open_page):
    colour = "return getComputedStyle(document.body).backgroundColor"
    assert open_page(pages["class", "en"]).execute_script(colour) == "rgb(255, 255, 255)"
    assert open_page(pages["class", "en"], dark=True).execute_script(colour) == "rgb(20, 24, 28)"


def column(driver, table, number):
    script = "return [...document.querySelectorAll(`#${arguments[0]} tbody tr`)].filter(r => !r.hidden).map(r => r.cells[arguments[1]].textContent)"
    return driver.execute_script(script, table, number)


def test_a_column_is_sorted_by_its_heading_and_the_keyboard(pages, open_page):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys

    driver = open_page(pages["class", "en"])
    headings = driver.find_elements(By.CSS_SELECTOR, "#students-table thead th button")
    headings[-1].send_keys(Keys.ENTER)
    scores = [float(text) for text in column(driver, "students-table", len(headings) - 1)]
    assert scores == sorted(scores)
    headings[-1].send_keys(Keys.SPACE)
    scores = [float(text) for text in column(driver, "students-table", len(headings) - 1)]
    assert scores == sorted(scores, reverse=True)
    sorted_heading = driver.find_element(By.CSS_SELECTOR, "#students-table th[aria-sort]")
    assert sorted_heading.get_attribute("aria-sort") == "descending"
    assert sorted_heading.text.startswith("Total")


def test_a_filter_leaves_what_fits(pages, open_page):
    from selenium.webdriver.common.by import By

    driver = open_page(pages["class", "en"])
    driver.find_element(By.ID, "filter-students-table").send_keys("student0007")
    assert column(driver, "students-table", 0) == ["student0007"]
    assert "1 / 24" in driver.find_element(By.ID, "status").text


def test_names_in_markup_are_shown_as_they_are(pages, open_page):
    from selenium.webdriver.common.by import By

    assert "Ada <Lovelace> & 3" in open_page(pages["student", "en"]).find_element(By.TAG_NAME, "h1").text
