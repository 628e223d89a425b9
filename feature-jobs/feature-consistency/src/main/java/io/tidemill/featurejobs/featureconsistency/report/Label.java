package io.tidemill.featurejobs.featureconsistency.report;

import io.tidemill.featurejobs.featureconsistency.comparison.Cause;
import io.tidemill.featurejobs.featureconsistency.comparison.ServedRow;

/** The words of the page, in Chinese and English. */
enum Label {
    TITLE("特征一致性报告", "Feature consistency"),
    DAY("日期", "Day"),
    REVISION("修订", "Revision"),
    COMPARED_AT("比对时间", "Compared at"),
    ROWS("行数", "Rows"),
    NOT_COMPARED("未比对行数", "Rows not compared"),
    NOT_DEFINED("视图已无定义", LeftOut.Kind.NOT_DEFINED.words()),
    OTHER_KEYS("连接键已变更", LeftOut.Kind.OTHER_KEYS.words()),
    COMPARED("比对值数", "Values compared"),
    EQUAL("一致", "Equal"),
    UNEXPLAINED("无法解释", "Unexplained"),
    MOST_UNEXPLAINED("阈值", "Threshold"),
    SNAPSHOTS("快照", "Snapshots"),
    RELEASED("放行", "Released"),
    VERDICT_PASSED("通过", "passed"),
    VERDICT_FAILED("未通过：使用这些特征的模型暂停训练", "failed: models that use these features are not trained"),
    VERDICT_RELEASED("已放行", "released"),
    VERDICT_NOTHING("未比对任何值", "nothing was compared"),
    TOO_FEW("样本太少，不作判断", "too few values to judge by"),
    FEATURE("特征", "Feature"),
    CAUSES("差异原因", "Causes of differences"),
    DRIFT("相对训练集的漂移", "Drift from the training set"),
    RECENT("近期不一致比例 %", "Share that differs, recent days, %"),
    RECENT_HINT("深色：无法解释；浅色：全部差异", "Dark: unexplained. Light: all differences"),
    VIEW("视图", "View"),
    FRESHNESS("新鲜度：缺失事件被接收后的秒数", "Freshness: seconds since missing events were taken in"),
    BEHIND_ROWS("缺失事件的行数", "Rows that missed one"),
    MEDIAN("中位数", "Median"),
    PERCENTILE("99 百分位", "99th percentile"),
    MOST("最大", "Most"),
    EXAMPLES("样例", "Examples"),
    ENTITY("实体", "Entity"),
    READER("读取方", "Reader"),
    LOOKUP("查询", "lookup"),
    DECISION("决策", "decision"),
    SERVED_AT("提供时间", "Served at"),
    STORED_AT("值的时点", "Stands at"),
    SERVED("提供的值", "Served"),
    RECOMPUTED("重算的值", "Recomputed"),
    CAUSE("原因", "Cause"),
    NOT_YET("事件在途", "not yet: an event on its way"),
    LATE_EVENT("迟到事件", "late event"),
    DECAY_PENDING("窗口尚未收缩", "decay pending"),
    TTL("超过有效期", "ttl"),
    VERSION("定义已变更", "definition changed"),
    LAKE_BEHIND("湖数据未到", "lake behind: not judged"),
    UNDECIDED("无法判定", "undecided: not judged"),
    STALE("作业滞后或丢失事件", "stale: the job lags, or lost an event"),
    BUG("缺陷", "bug");

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

    static Label of(Cause cause) {
        return switch (cause) {
            case NOT_YET -> NOT_YET;
            case LATE_EVENT -> LATE_EVENT;
            case DECAY_PENDING -> DECAY_PENDING;
            case TTL -> TTL;
            case VERSION -> VERSION;
            case LAKE_BEHIND -> LAKE_BEHIND;
            case UNDECIDED -> UNDECIDED;
            case STALE -> STALE;
            case BUG -> BUG;
        };
    }

    static Label of(LeftOut.Kind kind) {
        return switch (kind) {
            case NOT_DEFINED -> NOT_DEFINED;
            case OTHER_KEYS -> OTHER_KEYS;
        };
    }

    static Label of(ServedRow.Reader reader) {
        return switch (reader) {
            case LOOKUP -> LOOKUP;
            case DECISION -> DECISION;
        };
    }

    static Label ofVerdict(String verdict) {
        return switch (verdict) {
            case "passed" -> VERDICT_PASSED;
            case "released" -> VERDICT_RELEASED;
            case DaySummary.NOTHING_COMPARED -> VERDICT_NOTHING;
            default -> VERDICT_FAILED;
        };
    }
}
