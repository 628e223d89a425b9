package io.tidemill.infra.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** The rows of the CDNOW file, read without any code of Tidemill. */
final class Purchases {
    /** One row of the file. */
    record Purchase(int line, String customer, LocalDate date, int quantity, BigDecimal amount) {
        Instant time() {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
    }

    private final Map<String, List<Purchase>> byCustomer = new TreeMap<>();

    static Purchases read(Path file) {
        Purchases purchases = new Purchases();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine(), number++) {
                if (number > 1) {
                    purchases.add(number, line.split(",", -1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return purchases;
    }

    private void add(int line, String[] cells) {
        byCustomer
                .computeIfAbsent(cells[0], customer -> new ArrayList<>())
                .add(new Purchase(
                        line,
                        cells[0],
                        LocalDate.parse(cells[1]),
                        Integer.parseInt(cells[2]),
                        new BigDecimal(cells[3])));
    }

    List<String> customers() {
        return List.copyOf(byCustomer.keySet());
    }

    List<Purchase> of(String customer) {
        return byCustomer.getOrDefault(customer, List.of());
    }
}
