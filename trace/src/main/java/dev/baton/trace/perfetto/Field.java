package dev.baton.trace.perfetto;

/**
 * The numbers of the fields that are written, of Perfetto's {@code protos/perfetto/trace}: {@code
 * trace_packet.proto}, {@code track_event/track_event.proto}, {@code track_descriptor.proto},
 * {@code interned_data.proto}. A number once given keeps its meaning.
 */
final class Field {
    static final int TRACE_PACKET = 1;

    static final int PACKET_TIMESTAMP = 8;
    static final int PACKET_SEQUENCE = 10;
    static final int PACKET_TRACK_EVENT = 11;
    static final int PACKET_INTERNED_DATA = 12;
    static final int PACKET_SEQUENCE_FLAGS = 13;
    static final int PACKET_TRACK_DESCRIPTOR = 60;

    /** Values of {@link #PACKET_SEQUENCE_FLAGS}. */
    static final int INCREMENTAL_STATE_CLEARED = 1;

    static final int NEEDS_INCREMENTAL_STATE = 2;

    static final int EVENT_DEBUG_ANNOTATION = 4;
    static final int EVENT_TYPE = 9;
    static final int EVENT_NAME_IID = 10;
    static final int EVENT_TRACK = 11;
    static final int EVENT_COUNTER_VALUE = 30;
    static final int EVENT_FLOW = 47;
    static final int EVENT_TERMINATING_FLOW = 48;

    /** Values of {@link #EVENT_TYPE}. */
    static final int SLICE_BEGIN = 1;

    static final int SLICE_END = 2;
    static final int INSTANT = 3;
    static final int COUNTER = 4;

    static final int ANNOTATION_INT = 4;
    static final int ANNOTATION_STRING = 6;
    static final int ANNOTATION_NAME = 10;

    static final int INTERNED_EVENT_NAME = 2;
    static final int NAME_IID = 1;
    static final int NAME_TEXT = 2;

    static final int TRACK_UUID = 1;
    static final int TRACK_NAME = 2;
    static final int TRACK_PROCESS = 3;
    static final int TRACK_PARENT = 5;
    static final int TRACK_COUNTER = 8;
    static final int TRACK_CHILD_ORDERING = 11;
    static final int TRACK_SIBLING_RANK = 12;

    /** A value of {@link #TRACK_CHILD_ORDERING}: by {@link #TRACK_SIBLING_RANK}. */
    static final int ORDERED_BY_RANK = 3;

    static final int PROCESS_PID = 1;
    static final int PROCESS_NAME = 6;

    static final int COUNTER_UNIT = 3;

    /** A value of {@link #COUNTER_UNIT}. */
    static final int UNIT_COUNT = 2;

    private Field() {}
}
