package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Memory and load of the machine: of the whole, also in a container.
 *
 * @param uptimeSeconds since it was started
 * @param load1 threads that want to run, on the average of a minute
 * @param load5 the same of five minutes
 * @param load15 the same of fifteen
 * @param totalRamBytes memory
 * @param freeRamBytes memory that holds nothing, not even cached files
 * @param sharedRamBytes memory of files in memory
 * @param bufferRamBytes memory of raw devices' pages
 * @param totalSwapBytes swap space
 * @param freeSwapBytes swap space that holds nothing
 * @param procs threads of the OS, of all processes; only the lowest 16 bits
 */
public record Sysinfo(
        long uptimeSeconds,
        double load1,
        double load5,
        double load15,
        long totalRamBytes,
        long freeRamBytes,
        long sharedRamBytes,
        long bufferRamBytes,
        long totalSwapBytes,
        long freeSwapBytes,
        int procs) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "struct sysinfo",
                    JAVA_LONG.withName("uptime"),
                    MemoryLayout.sequenceLayout(3, JAVA_LONG).withName("loads"),
                    JAVA_LONG.withName("totalram"),
                    JAVA_LONG.withName("freeram"),
                    JAVA_LONG.withName("sharedram"),
                    JAVA_LONG.withName("bufferram"),
                    JAVA_LONG.withName("totalswap"),
                    JAVA_LONG.withName("freeswap"),
                    JAVA_SHORT.withName("procs"),
                    JAVA_SHORT.withName("pad"),
                    JAVA_LONG.withName("totalhigh"),
                    JAVA_LONG.withName("freehigh"),
                    JAVA_INT.withName("mem_unit"));

    static final int BYTES = (int) LAYOUT.byteSize();

    /** Loads are fixed-point numbers with 16 bits behind the point: {@code SI_LOAD_SHIFT}. */
    private static final double LOAD_UNIT = 1 << 16;

    static Sysinfo from(MemorySegment s) {
        long unit = Integer.toUnsignedLong(s.get(JAVA_INT, Struct.offset(LAYOUT, "mem_unit")));
        long loads = Struct.offset(LAYOUT, "loads");
        return new Sysinfo(
                number(s, "uptime"),
                s.get(JAVA_LONG, loads) / LOAD_UNIT,
                s.get(JAVA_LONG, loads + Long.BYTES) / LOAD_UNIT,
                s.get(JAVA_LONG, loads + 2 * Long.BYTES) / LOAD_UNIT,
                number(s, "totalram") * unit,
                number(s, "freeram") * unit,
                number(s, "sharedram") * unit,
                number(s, "bufferram") * unit,
                number(s, "totalswap") * unit,
                number(s, "freeswap") * unit,
                Short.toUnsignedInt(s.get(JAVA_SHORT, Struct.offset(LAYOUT, "procs"))));
    }

    private static long number(MemorySegment s, String member) {
        return s.get(JAVA_LONG, Struct.offset(LAYOUT, member));
    }
}
