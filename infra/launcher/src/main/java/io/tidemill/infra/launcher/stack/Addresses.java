package io.tidemill.infra.launcher.stack;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the parts of a stack are reached.
 *
 * @param api the servers' URL
 * @param kafka {@code bootstrap.servers}
 * @param redis host and port
 * @param postgres the JDBC URL
 * @param flink the URL of Flink's web page and REST API
 * @param flinkMetrics the URL of the jobs' metrics in Prometheus's text format
 * @param catalogUri the JDBC URL of the Iceberg catalogue
 * @param warehouse the folder of the lake's files
 */
public record Addresses(
        String api,
        String kafka,
        String redis,
        String postgres,
        String flink,
        String flinkMetrics,
        String catalogUri,
        String warehouse) {
    /** The addresses of the processes, by name, in the order in which they are shown. */
    public Map<String, String> processes() {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("api", api);
        named.put("kafka", kafka);
        named.put("redis", redis);
        named.put("postgres", postgres);
        named.put("flink", flink);
        named.put("flinkMetrics", flinkMetrics);
        return named;
    }

    /** Where the lake is. */
    public Map<String, String> lake() {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("catalogUri", catalogUri);
        named.put("warehouse", warehouse);
        return named;
    }
}
