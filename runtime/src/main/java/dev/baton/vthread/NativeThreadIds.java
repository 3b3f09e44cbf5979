package dev.baton.vthread;

import dev.baton.linux.LoadedLibrary;
import dev.baton.linux.LoadedLibrary.Variable;
import java.io.IOException;
import jdk.internal.misc.Unsafe;

/**
 * The kernel's numbers of platform threads, for which the JDK has no call: by the table in which
 * the JVM tells debuggers where its fields are ({@code gHotSpotVMStructs}).
 */
public final class NativeThreadIds {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final String LIBRARY = "/libjvm.so";
    private static final int MOST_ENTRIES = 20_000;

    /** Where a thread's JavaThread is; where in that its OSThread; where in that the number. */
    private static final long EETOP;

    private static final long OS_THREAD;
    private static final long THREAD_ID;

    static {
        long eetop = 0;
        long[] offsets = new long[2];
        try {
            eetop = U.objectFieldOffset(Thread.class, "eetop");
            offsets = offsets();
        } catch (IOException | RuntimeException | InternalError e) {
            // Another JVM: nothing is known.
        }
        EETOP = eetop;
        OS_THREAD = offsets[0];
        THREAD_ID = offsets[1];
    }

    private NativeThreadIds() {}

    /**
     * Whether this JVM says where its fields are.
     *
     * @return false where {@link #of} says 0 of every thread
     */
    public static boolean areKnown() {
        return EETOP != 0 && OS_THREAD != 0 && THREAD_ID != 0;
    }

    /**
     * The number of a thread.
     *
     * @param platform a platform thread that does not end meanwhile
     * @return 0 when it has none, or that isn't known
     */
    public static int of(Thread platform) {
        if (!areKnown()) {
            return 0;
        }
        long thread = U.getLongVolatile(platform, EETOP);
        long osThread = thread == 0 ? 0 : U.getLong(thread + OS_THREAD);
        return osThread == 0 ? 0 : U.getInt(osThread + THREAD_ID);
    }

    private static long[] offsets() throws IOException {
        Variable[] names = {
            new Variable("gHotSpotVMStructs", Long.BYTES),
            new Variable("gHotSpotVMStructEntryTypeNameOffset", Long.BYTES),
            new Variable("gHotSpotVMStructEntryFieldNameOffset", Long.BYTES),
            new Variable("gHotSpotVMStructEntryOffsetOffset", Long.BYTES),
            new Variable("gHotSpotVMStructEntryArrayStride", Long.BYTES),
        };
        long[] at = LoadedLibrary.addresses(LIBRARY, names);
        long[] values = new long[at.length];
        for (int i = 0; i < at.length; i++) {
            if (at[i] == 0) {
                return new long[2];
            }
            values[i] = U.getLong(at[i]);
        }
        return offsets(values[0], values[1], values[2], values[3], values[4]);
    }

    private static long[] offsets(long table, long type, long field, long offset, long stride) {
        long[] found = new long[2];
        long entry = table;
        for (int i = 0; i < MOST_ENTRIES && U.getLong(entry + type) != 0; i++, entry += stride) {
            String fieldName = text(U.getLong(entry + field));
            String typeName = text(U.getLong(entry + type));
            if (fieldName.equals("_osthread") && typeName.endsWith("Thread")) {
                found[0] = U.getLong(entry + offset);
            } else if (fieldName.equals("_thread_id") && typeName.equals("OSThread")) {
                found[1] = U.getLong(entry + offset);
            }
        }
        return found;
    }

    private static String text(long address) {
        StringBuilder out = new StringBuilder();
        for (long at = address; address != 0 && U.getByte(at) != 0; at++) {
            out.append((char) U.getByte(at));
        }
        return out.toString();
    }
}
