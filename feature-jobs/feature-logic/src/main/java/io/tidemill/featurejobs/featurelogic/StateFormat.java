package io.tidemill.featurejobs.featurelogic;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link ViewState}; docs/features.md describes them. */
final class StateFormat {
    static final int VERSION = 1;
    private static final int EMPTY = 0;

    private enum Tag {
        NULL,
        LONG,
        DOUBLE,
        TEXT
    }

    private StateFormat() {}

    static byte[] write(ViewState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Observation newest = state.newest();
            if (newest == null) {
                out.writeByte(EMPTY);
            } else {
                out.writeByte(VERSION);
                writeSigned(out, state.asOf());
                writeNewest(out, newest, state.aggregation().keepsNewestValues());
                for (TileSeries series : state.series()) {
                    writeSeries(out, series);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static ViewState read(ViewAggregation aggregation, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != EMPTY && version != VERSION) {
                throw new IllegalArgumentException("a state of version " + version + ", expected " + VERSION);
            }
            ViewState state = version == EMPTY ? aggregation.newState() : read(aggregation, in);
            if (in.read() >= 0) {
                throw new IllegalArgumentException("bytes after the end of a state of view "
                        + aggregation.view().name());
            }
            return state;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the bytes end within a state of view " + aggregation.view().name(), e);
        }
    }

    private static ViewState read(ViewAggregation aggregation, DataInputStream in) throws IOException {
        long asOf = readSigned(in);
        Observation newest = readNewest(in, aggregation);
        List<TileSeries> series = new ArrayList<>();
        for (TileLayout layout : aggregation.layouts()) {
            series.add(readSeries(in, layout));
        }
        return new ViewState(aggregation, asOf, newest, List.copyOf(series));
    }

    private static void writeNewest(DataOutputStream out, Observation newest, boolean values) throws IOException {
        writeSigned(out, newest.time());
        if (!values) {
            return;
        }
        writeText(out, newest.source());
        writeText(out, newest.id());
        for (Object value : newest.values()) {
            writeValue(out, value);
        }
    }

    private static Observation readNewest(DataInputStream in, ViewAggregation aggregation) throws IOException {
        long time = readSigned(in);
        @Nullable Object[] values = new Object[aggregation.columns().size()];
        if (!aggregation.keepsNewestValues()) {
            return new Observation(time, "", "", Collections.unmodifiableList(Arrays.asList(values)));
        }
        String source = readText(in);
        String id = readText(in);
        for (int i = 0; i < values.length; i++) {
            values[i] = readValue(in);
        }
        return new Observation(time, source, id, Collections.unmodifiableList(Arrays.asList(values)));
    }

    private static void writeSeries(DataOutputStream out, TileSeries series) throws IOException {
        writeUnsigned(out, series.tiles.size());
        long previous = 0;
        for (Tile tile : series.tiles) {
            long number = series.layout.allTime() ? 0 : tile.start / series.layout.size();
            writeSigned(out, number - previous);
            previous = number;
            writeUnsigned(out, tile.count);
            for (NumberSummary numbers : tile.numbers) {
                writeUnsigned(out, numbers.count);
                if (numbers.count > 0) {
                    out.writeDouble(numbers.sum);
                    out.writeDouble(numbers.min);
                    out.writeDouble(numbers.max);
                }
            }
        }
        if (series.layout.distinctDays()) {
            writeUnsigned(out, series.days.size());
            previous = 0;
            for (long day : series.days) {
                writeSigned(out, day - previous);
                previous = day;
            }
        }
    }

    private static TileSeries readSeries(DataInputStream in, TileLayout layout) throws IOException {
        TileSeries series = new TileSeries(layout);
        long tiles = readUnsigned(in);
        long number = 0;
        for (long i = 0; i < tiles; i++) {
            number += readSigned(in);
            Tile tile = new Tile(
                    layout.allTime() ? 0 : number * layout.size(),
                    layout.columns().size());
            tile.count = readUnsigned(in);
            for (NumberSummary numbers : tile.numbers) {
                numbers.count = readUnsigned(in);
                if (numbers.count > 0) {
                    numbers.sum = in.readDouble();
                    numbers.min = in.readDouble();
                    numbers.max = in.readDouble();
                }
            }
            series.tiles.add(tile);
        }
        if (layout.distinctDays()) {
            long days = readUnsigned(in);
            long day = 0;
            for (long i = 0; i < days; i++) {
                day += readSigned(in);
                series.days.add(day);
            }
        }
        return series;
    }

    private static void writeValue(DataOutputStream out, @Nullable Object value) throws IOException {
        if (value == null) {
            out.writeByte(Tag.NULL.ordinal());
        } else if (value instanceof Long number) {
            out.writeByte(Tag.LONG.ordinal());
            writeSigned(out, number);
        } else if (value instanceof Double number) {
            out.writeByte(Tag.DOUBLE.ordinal());
            out.writeDouble(number);
        } else {
            out.writeByte(Tag.TEXT.ordinal());
            writeText(out, (String) value);
        }
    }

    private static @Nullable Object readValue(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        Tag[] tags = Tag.values();
        if (tag >= tags.length) {
            throw new IllegalArgumentException("a value of tag " + tag + ", expected 0 to " + (tags.length - 1));
        }
        return switch (tags[tag]) {
            case NULL -> null;
            case LONG -> readSigned(in);
            case DOUBLE -> in.readDouble();
            case TEXT -> readText(in);
        };
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8);
        writeUnsigned(out, utf8.length);
        out.write(utf8);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = Math.toIntExact(readUnsigned(in));
        if (length > in.available()) {
            throw new IOException("text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void writeSigned(DataOutputStream out, long value) throws IOException {
        writeUnsigned(out, (value << 1) ^ (value >> 63));
    }

    private static long readSigned(DataInputStream in) throws IOException {
        long value = readUnsigned(in);
        return (value >>> 1) ^ -(value & 1);
    }

    private static void writeUnsigned(DataOutputStream out, long value) throws IOException {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readUnsigned(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = in.readUnsignedByte();
            value |= (long) (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than ten bytes");
    }
}
