package dev.baton.trace.perfetto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A protocol buffers message, decoded without knowing what it is: its fields by number. */
final class Decoded {
    private final Map<Integer, List<Object>> fields = new TreeMap<>();

    private Decoded() {}

    static Decoded of(byte[] bytes) {
        Decoded message = new Decoded();
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value =
                    switch ((int) tag & 7) {
                        case 0 -> varint(in);
                        case 1 -> in.getLong();
                        case 2 -> {
                            byte[] part = new byte[(int) varint(in)];
                            in.get(part);
                            yield part;
                        }
                        default -> throw new AssertionError("wire type of " + tag);
                    };
            message.fields.computeIfAbsent((int) (tag >>> 3), f -> new ArrayList<>()).add(value);
        }
        return message;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new AssertionError("a varint of more than ten bytes");
    }

    boolean has(int field) {
        return fields.containsKey(field);
    }

    long number(int field) {
        return (Long) fields.get(field).getFirst();
    }

    long number(int field, long otherwise) {
        return has(field) ? number(field) : otherwise;
    }

    List<Long> numbers(int field) {
        return fields.getOrDefault(field, List.of()).stream().map(Long.class::cast).toList();
    }

    String text(int field) {
        return new String((byte[]) fields.get(field).getFirst(), StandardCharsets.UTF_8);
    }

    List<Decoded> messages(int field) {
        return fields.getOrDefault(field, List.of()).stream()
                .map(bytes -> of((byte[]) bytes))
                .toList();
    }

    Decoded message(int field) {
        return messages(field).getFirst();
    }
}
