package dev.baton.trace.perfetto;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Packets of Perfetto's, in two sequences: one of all that is told in order of time, one of what is
 * told when it is over. A name is written once in each, before it is used.
 */
class Packets {
    private final OutputStream out;
    private final Message packet = new Message();
    private final Message event = new Message();
    private final Message inner = new Message();
    private final Message innermost = new Message();
    private final Message whole = new Message();
    private final Map<Integer, Map<String, Integer>> names = new HashMap<>();
    private final Set<Long> tracks = new HashSet<>();
    private int sequence;
    private long timeNs;

    Packets(OutputStream out) {
        this.out = out;
    }

    /** Whether a track is to be described yet; and from now on it is not. */
    boolean isNewTrack(long uuid) {
        return tracks.add(uuid);
    }

    /** The process that all is in. */
    void process(long uuid, long pid, String name) {
        inner.clear().varint(Field.PROCESS_PID, pid).string(Field.PROCESS_NAME, name);
        event.clear()
                .varint(Field.TRACK_UUID, uuid)
                .message(Field.TRACK_PROCESS, inner)
                .varint(Field.TRACK_CHILD_ORDERING, Field.ORDERED_BY_RANK);
        describe();
    }

    /** A track of slices, or of other tracks. */
    void track(long uuid, long parent, String name, int rank) {
        event.clear()
                .varint(Field.TRACK_UUID, uuid)
                .string(Field.TRACK_NAME, name)
                .varint(Field.TRACK_PARENT, parent)
                .varint(Field.TRACK_CHILD_ORDERING, Field.ORDERED_BY_RANK)
                .varint(Field.TRACK_SIBLING_RANK, rank);
        describe();
    }

    /** A track of numbers. */
    void counter(long uuid, long parent, String name, int rank) {
        inner.clear().varint(Field.COUNTER_UNIT, Field.UNIT_COUNT);
        event.clear()
                .varint(Field.TRACK_UUID, uuid)
                .string(Field.TRACK_NAME, name)
                .varint(Field.TRACK_PARENT, parent)
                .message(Field.TRACK_COUNTER, inner)
                .varint(Field.TRACK_SIBLING_RANK, rank);
        describe();
    }

    private void describe() {
        packet.clear().message(Field.PACKET_TRACK_DESCRIPTOR, event);
        write();
    }

    /** Begins an event, which {@link #end} writes. What it needs is put between the two. */
    Packets begin(int inSequence, long atNs, long track, int type) {
        sequence = inSequence;
        timeNs = atNs;
        packet.clear();
        event.clear().varint(Field.EVENT_TYPE, type).varint(Field.EVENT_TRACK, track);
        return this;
    }

    Packets name(String name) {
        Map<String, Integer> known = names.computeIfAbsent(sequence, s -> new HashMap<>());
        Integer iid = known.get(name);
        if (iid == null) {
            iid = known.size() + 1;
            innermost.clear().varint(Field.NAME_IID, iid).string(Field.NAME_TEXT, name);
            inner.clear().message(Field.INTERNED_EVENT_NAME, innermost);
            packet.message(Field.PACKET_INTERNED_DATA, inner)
                    .varint(
                            Field.PACKET_SEQUENCE_FLAGS,
                            known.isEmpty()
                                    ? Field.INCREMENTAL_STATE_CLEARED
                                    : Field.NEEDS_INCREMENTAL_STATE);
            known.put(name, iid);
        } else {
            packet.varint(Field.PACKET_SEQUENCE_FLAGS, Field.NEEDS_INCREMENTAL_STATE);
        }
        event.varint(Field.EVENT_NAME_IID, iid);
        return this;
    }

    Packets annotation(String name, long value) {
        inner.clear().string(Field.ANNOTATION_NAME, name).varint(Field.ANNOTATION_INT, value);
        event.message(Field.EVENT_DEBUG_ANNOTATION, inner);
        return this;
    }

    Packets annotation(String name, String value) {
        inner.clear().string(Field.ANNOTATION_NAME, name).string(Field.ANNOTATION_STRING, value);
        event.message(Field.EVENT_DEBUG_ANNOTATION, inner);
        return this;
    }

    Packets flow(long id) {
        event.fixed64(Field.EVENT_FLOW, id);
        return this;
    }

    Packets endOfFlow(long id) {
        event.fixed64(Field.EVENT_TERMINATING_FLOW, id);
        return this;
    }

    Packets value(long value) {
        event.varint(Field.EVENT_COUNTER_VALUE, value);
        return this;
    }

    void end() {
        packet.varint(Field.PACKET_TIMESTAMP, timeNs)
                .varint(Field.PACKET_SEQUENCE, sequence)
                .message(Field.PACKET_TRACK_EVENT, event);
        write();
    }

    private void write() {
        try {
            whole.clear().message(Field.TRACE_PACKET, packet).writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
