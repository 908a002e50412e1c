"""The attributes of metrics: how far the work is, what time and which place it is about."""

from __future__ import annotations

from datetime import date

import pytest

from bulletin_nlp.extraction.metrics import find_metrics
from bulletin_nlp.extraction.regions import find_regions
from bulletin_nlp.record import Metric
from bulletin_nlp.text.header import Header
from tests.extraction.factory import reading_of

PUBLISHED = date(2030, 10, 14)
MAY = ("2030-01-01", "2030-05-27")
TEN_YEARS = ("2020-01-01", "2029-12-31")
MONTHS = ("2030-01-01", "2030-09-30")
TO_MONTH = (None, "2030-09-30")
LAST_YEAR = ("2029-01-01", "2029-12-31")
YEAR = ("2030-01-01", "2030-12-31")
PLAN_SO_FAR = ("2028-01-01", "2030-08-31")


def by_text(text: str, published: date | None = PUBLISHED) -> dict[str, Metric]:
    reading = reading_of(text, clean=False, published=published)
    find_regions(reading)
    find_metrics(reading)
    return {metric.span.text: metric for metric in reading.metrics}


def days(metric: Metric) -> tuple[str | None, str | None] | None:
    period = metric.period
    if period is None or period.start is period.end is None:
        return None
    return (str(period.start) if period.start else None, str(period.end) if period.end else None)


@pytest.mark.parametrize(
    ("text", "number", "status"),
    [
        # what the plan counts, and what a share of it says
        ("全年任务是改造老旧小区68个，眼下已全部开工。", "68个", "planned"),
        ("老旧小区改造方面，年度计划68个小区。", "68个", "planned"),
        ("2030年改造计划68个小区已全部完工。", "68个", "completed"),
        ("已完成年度任务68个小区的改造。", "68个", "completed"),
        ("今年棚户区改造计划开工1200套。", "1200套", "planned"),
        ("已开工改造的小区29个，占任务数的38.6%，其中完工的小区9个。", "9个", "completed"),
        ("街道承担6个小区、71栋楼的改造任务。", "6个", "planned"),
        ("29个老旧小区的改造任务完成。", "29个", "completed"),
        # a list goes on with the plan's own figure, up to the next verb
        ("2030年，省厅下达年度计划，老旧小区改造新开工任务45个小区、3700户。", "3700户", "planned"),
        ("老旧小区改造年度计划12个、3400户，已开工9个、2100户。", "2100户", "started"),
        ("老旧小区改造完工任务12个，涉及居民3400户，完工率20%。", "3400户", "planned"),
        # a verb in the name of what is reached, and 将 before what is taken in
        ("老旧小区改造在建项目17个，涉及改造小区26个。", "26个", "in_progress"),
        ("2029年，我局将加装电梯工作列入要点，在两个单元加装完成了2台电梯。", "2台", "completed"),
        # the sentence before has no number and says that the works have begun
        ("老旧小区改造。南山片区已启动改造。该片区涉及41栋楼，惠及3743户居民。", "3743户", "started"),
        # money that was sought plans nothing after it, and 改造中央资金 is no work under way
        ("2029年，争取农村危房改造中央资金居前列，全面完成2.8万户危房改造。", "2.8万户", "completed"),
        ("2029年，县里建设中小学12所。", "12所", "completed"),
        ("棚户区改造已完成投资250亿元，占年度计划完成投资200亿元的125%。", "200亿元", "planned"),
        # a paragraph that opens with what a plan takes in
        ("老旧小区改造。\n纳入改造的小区分布于两区。湖西区共15个小区，包括甲小区。", "15个", "planned"),
        # what a rule grants has no status
        ("对完成加装电梯的，给予一次性补助20万元。", "20万元", None),
        ("全市发放加装电梯补助资金300万元。", "300万元", "completed"),
        ("全省棚户区改造开工12万套、建成9万套，分别完成全年计划目标任务的91.3%和89.4%。", "91.3%", "started"),
        # what will have been counted
        ("全区更新电梯94部，将累计惠及居民近1.85万户。", "1.85万户", "planned"),
        # a stock among achievements
        ("全省改扩建中小学校12所，自治区级优质高中达71所。", "71所", None),
        ("全省改扩建中小学校12所，新建高中达71所。", "71所", "completed"),
        # the quoted name of works tells what they are to bring
        ("“新增中小学学位3200个”民生实事项目有序推进，已新增学位2600个。", "3200个", "planned"),
        ("“新增中小学学位3200个”民生实事项目有序推进，已新增学位2600个。", "2600个", "completed"),
        ("农村危房改造补助标准为户均7500元，已拨付补助资金900万元。", "7500元", None),
        # words that have happened in them
        ("全县计划改造老旧小区40个，已实施22个小区。", "22个", "completed"),
        ("全县老旧小区改造任务9个小区，其中8个小区已改造完工。", "8个", "completed"),
        ("过去五年，全区出台10项专项行动计划，改造老旧小区12个。", "12个", "completed"),
        # a plan that an earlier clause made does not hold for a part of the year that is over
        ("今年全市计划加装电梯420部，1至9月份开工398部。", "398部", "started"),
        # the verb after the number is the main one
        ("确保2029年开工改造的123个老旧小区全部完工。", "123个", "planned"),
        ("2029年计划改造的123个老旧小区已全部开工。", "123个", "started"),
        ("列入计划的123个老旧小区全部完工。", "123个", "completed"),
        # an achievement in the second clause goes on with the plan as well
        (
            "今年计划改造102个小区。第一期改造59个老旧小区，359栋楼。",
            "359栋",
            "planned",
        ),
        # a rate is none of the task that an earlier clause sets
        ("老旧小区改造任务29个小区，完工率65%。", "65%", "completed"),
        ("通过争取棚改专项资金推进，上半年棚户区改造基本建成1200套。", "1200套", "completed"),
        ("今年农村危房改造任务数342户，已完成313户。", "342户", "planned"),
        # what remained may have been done since
        ("2029年实施老旧小区改造28个，剩余3个小区也在2030年5月份全部完成改造。", "3个", "completed"),
        # money
        ("全县开工改造老旧小区12个，总投资1.2亿元。", "1.2亿元", "planned"),
        ("老旧小区改造已完成总投资1.2亿元。", "1.2亿元", "completed"),
        ("省住建厅下达全县老旧小区改造12个小区、补助资金900万元。", "12个", "planned"),
        ("省住建厅下达全县老旧小区改造12个小区、补助资金900万元。", "900万元", "completed"),
        ("老旧小区改造中，积极争取补助资金900万元。", "900万元", "completed"),
        ("老旧小区改造中，计划争取补助资金900万元。", "900万元", "planned"),
        ("已改造老旧小区22个，累计投资3.6亿元。", "3.6亿元", "completed"),
    ],
)
def test_status(text: str, number: str, status: str) -> None:
    assert by_text(text)[number].status == status


@pytest.mark.parametrize(
    ("text", "number", "period"),
    [
        # the main clause dates, not the clause that qualifies
        ("2030年，全省确保2029年开工改造的123个老旧小区全部完工。", "123个", YEAR),
        ("2029年度计划改造的145个小区完工，2030年度计划改造的123个小区开工。", "123个", YEAR),
        # a year that only names the plan of a share
        ("截止2030年5月27日，危房改造开工712户，占今年任务的80%，竣工135户。", "135户", MAY),
        # a deadline holds for what its sentence goes on to plan
        ("计划到2030年年底前，完成城区老旧小区的改造，惠及居民3200户。", "3200户", YEAR),
        ("截至2029年12月底，老旧小区改造完成投资2.05亿元。计划到2030年年底前，改造30个小区。", "30个", YEAR),
        # when buildings were built
        ("改造2000年底前建成的老旧小区43个。", "43个", None),
        # since when and until when
        ("从2020年起，街道每年改造，至2029年，总计完成55个老小区的改造。", "55个", TEN_YEARS),
        # no one knows which five years
        ("近五年，全市累计改造老旧小区120个。", "120个", None),
        # a year after the number
        ("8个老旧小区2029年完工，另有16个老旧小区2030年完工。", "16个", YEAR),
        # what remains of a plan has the plan's time
        ("2030年，全市计划改造老旧小区68个。\n各区要盯住尚未开工的37个小区。", "37个", YEAR),
        # what a part of the year has brought is no figure of the year
        ("1—9月，加装电梯27部。更新电梯方面，全年计划63部，已更新54部。", "54部", MONTHS),
        # the year of what is meant is not the one of what is told of it
        ("截至5月27日，今年计划改造的36个老旧小区已立项，并已开工20个。", "20个", MAY),
        # up to the last day of the year that is told of
        ("2029年，争取老旧小区补助资金6亿元。截至2029年底，加装电梯288部。", "288部", LAST_YEAR),
        # what is planned by a plan's end is planned for the plan
        ("“十五五”期末，全市预计可改造老旧小区640个。", "640个", ("2026-01-01", "2030-12-31")),
        # up to a day within the years of a plan, and what the next sentence goes on with
        ("2028至2030年，计划改造老旧小区90个。截至2030年8月底，已完工60个。", "60个", PLAN_SO_FAR),
        ("2028至2030年，计划改造小区90个。截至2030年8月底，已完工60个。加装电梯30部。", "30部", PLAN_SO_FAR),
        # the plan that the sentence before hands down, and two years in one
        ("省住建厅下达2029年保障性安居工程计划。其中，老旧小区改造任务45个小区。", "45个", LAST_YEAR),
        ("2029年、2030年共改造老旧小区90个。", "90个", ("2029-01-01", "2030-12-31")),
        ("2029年，对完成加装电梯的，给予一次性补助20万元。", "20万元", None),
        # a level to be reached by a day is counted over no time
        ("城中村改造方面，10月底前签约率要达到98%。", "98%", None),
    ],
)
def test_period(text: str, number: str, period: tuple[str | None, str | None] | None) -> None:
    assert days(by_text(text)[number]) == period


@pytest.mark.parametrize(
    ("text", "number", "cumulative", "period"),
    [
        ("截至目前，全市已改造老旧小区120个。", "120个", True, None),
        ("截至目前，全市已改造老旧小区120个。加装电梯30部。", "30部", True, None),
        ("2030年，全市计划改造老旧小区68个，截至目前已开工39个。", "39个", False, YEAR),
        ("截至目前，全市列入计划的老旧小区有120个。", "120个", False, None),
        ("截至9月底，城中村改造贷款36亿元。今年计划改造小区20个。", "36亿元", True, TO_MONTH),
        ("2030年计划改造20个小区。截至5月27日，累计开工改造18个，占计划的90%。", "90%", False, MAY),
        ("目前，全市争取到补助资金6亿元用于老旧小区改造。", "6亿元", False, None),
    ],
)
def test_cumulative(
    text: str, number: str, cumulative: bool, period: tuple[str | None, str | None] | None
) -> None:
    metric = by_text(text)[number]
    assert (metric.cumulative, days(metric)) == (cumulative, period)


def test_what_has_not_been_done_may_be_said_after_the_number() -> None:
    metric = by_text("今年老旧小区改造计划中还有22个小区未开工。")["22个"]
    assert (metric.status, metric.remaining) == ("planned", True)


def test_a_release_about_a_plan_counts_over_the_plan_what_it_gives_no_date() -> None:
    text = (
        "湘潭市举行“十四五”成就系列发布会。\n“十四五”期间，湘潭市推进老旧小区改造。\n全市改造老旧小区216个。"
    )
    metric = by_text(text, date(2025, 11, 3))["216个"]
    assert (metric.cumulative, days(metric)) == (True, ("2021-01-01", "2025-12-31"))
    assert by_text(text.replace("成就系列发布会", "收尾会议"), date(2025, 11, 3))["216个"].period is None


def test_the_whole_year_is_the_one_told_of() -> None:
    text = "2029年，全县推进老旧小区改造。全年完工老旧小区12个。"
    assert days(by_text(text, date(2030, 2, 15))["12个"]) == ("2029-01-01", "2029-12-31")
    assert days(by_text(text, date(2030, 8, 15))["12个"]) == YEAR


def test_a_bulletin_with_a_national_title_counts_for_the_nation() -> None:
    title = "1—8月全国老旧小区改造进展"
    text = f"{title}\n江苏(104.2%)开工率最高。\n各地加装电梯1264部。"
    header = Header(title=title, title_span=(0, len(title)))
    reading = reading_of(text, clean=False, published=PUBLISHED, header=header)
    find_regions(reading)
    find_metrics(reading)
    assert {m.span.text: m.region for m in reading.metrics}["1264部"] == "100000"


def test_a_number_that_counts_a_list_of_places_is_about_none_of_them() -> None:
    found = by_text("湖南省通报。\n截至9月，衡阳、郴州、永州3个市完成老旧小区改造年度任务。")
    assert {metric.region for metric in found.values()} <= {"430000"}


def test_a_ranked_list_in_its_own_paragraph_has_the_time_of_the_whole() -> None:
    found = by_text(
        "湖南省住建厅通报：1—8月，全省老旧小区改造开工率为93.3%。\n"
        "分地区看，开工率靠前的有长沙市(98.7%)、株洲市(97.1%)。"
    )
    assert {days(metric) for metric in found.values()} == {("2030-01-01", "2030-08-31")}
    assert found["98.7%"].evidence["period"].basis == "document"


def test_parts_of_the_cost_of_planned_works_are_planned() -> None:
    found = by_text("2030年危房改造53套，总投资4.2亿元，其中中央投资0.4亿元。")
    assert (found["4.2亿元"].status, found["0.4亿元"].status) == ("planned", "planned")


@pytest.mark.parametrize(
    ("text", "number", "region"),
    [
        ("湘潭市列入全省计划的老旧小区有12个。", "12个", "430300"),
        ("湖南省通报。\n湘潭市完成老旧小区改造30个。\n其中去年改造老旧小区12个。", "12个", "430300"),
        ("湘潭市召开会议。韶山市改造9个小区，湘乡市改造5个小区。老旧小区共40个。", "40个", "430300"),
        ("韶山市召开会议。湘潭市下达韶山市改造任务19个小区。已开工11个小区。", "11个", "430382"),
    ],
)
def test_region(text: str, number: str, region: str) -> None:
    assert by_text(text)[number].region == region


def test_a_report_on_a_year_counts_no_plan_however_often_it_names_one() -> None:
    title = "2030年湘潭市政府工作报告"
    text = f"{title}\n“十四五”成就报告完毕，“十四五”期间，湘潭市推进老旧小区改造。\n全市改造老旧小区216个。"
    reading = reading_of(text, clean=False, header=Header(title=title, title_span=(0, len(title))))
    find_regions(reading)
    find_metrics(reading)
    assert [days(metric) for metric in reading.metrics] != [("2021-01-01", "2025-12-31")]


def test_a_word_before_the_name_of_a_share_qualifies_it() -> None:
    found = by_text("老旧小区改造。全省规划改造老旧小区521个，已完工300个，约占规划总数的60%。")
    assert (found["60%"].qualifier, found["300个"].qualifier) == ("about", "exact")


def test_what_is_told_anew_after_a_running_total_counts_against_the_plan() -> None:
    text = "2030年，棚户区改造计划开工4.9万套。截至9月底，已累计完成投资3亿元；发放租赁补贴4.4万户。"
    assert days(by_text(text)["4.4万户"]) == MONTHS
    assert not by_text(text)["4.4万户"].cumulative
