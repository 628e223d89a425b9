package io.tidemill.ingestion.lakequality.report;

import io.tidemill.ingestion.lakequality.Verdict;
import io.tidemill.ingestion.lakequality.measures.Finding;

/** The words of the page, in Chinese and English. */
enum Label {
    TITLE("数据质量报告", "Data quality"),
    TABLE("表", "Table"),
    DAY("日期", "Day"),
    REVISION("修订", "Revision"),
    SNAPSHOT("快照", "Snapshot"),
    ROWS("行数", "Rows"),
    DEFINITION("规则版本", "Definition version"),
    JUDGED_AT("评定时间", "Judged at"),
    RELEASED_BY("放行人", "Released by"),
    REASON("原因", "Reason"),
    RULE("规则", "Rule"),
    SEVERITY("级别", "Severity"),
    OUTCOME("结果", "Outcome"),
    OBSERVED("实际", "Observed"),
    EXPECTED("期望", "Expected"),
    HISTORY("近期走势", "Recent days"),
    OFFENDERS("问题事件编号（样例）", "Ids of some offending events"),
    ROWS_PER_DAY("每日行数", "Rows per day"),
    DISTRIBUTION("分布", "Distribution"),
    LAG("入湖延迟（秒）", "Seconds from event to ingestion"),
    DAY_AGAINST_BEFORE("深色：当日；浅色：此前各日的平均", "Dark: this day. Light: the mean of the days before"),
    PASSED("通过", "passed"),
    FAILED("未通过", "failed"),
    RELEASED("已放行", "released"),
    WAITING("待评定", "waiting"),
    SKIPPED("数据不足，未评定", "skipped"),
    TENANT("租户", "Tenant"),
    MUST("必须", "must"),
    SHOULD("建议", "should");

    private final String chinese;
    private final String english;

    Label(String chinese, String english) {
        this.chinese = chinese;
        this.english = english;
    }

    /** Both, side by side. */
    String text() {
        return chinese + " " + english;
    }

    static Label of(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> PASSED;
            case FAILED -> FAILED;
            case RELEASED -> RELEASED;
            case WAITING -> WAITING;
        };
    }

    static Label of(Finding.Outcome outcome) {
        return switch (outcome) {
            case PASSED -> PASSED;
            case FAILED -> FAILED;
            case SKIPPED -> SKIPPED;
        };
    }
}
