package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * What the system is called.
 *
 * @param sysname {@code Linux}
 * @param nodename the machine's name
 * @param release the kernel's version, for example {@code 6.1.0-18-amd64}
 * @param version when and how that was built
 * @param machine the processor, for example {@code x86_64}
 * @param domainname the machine's NIS domain
 */
public record Utsname(
        String sysname,
        String nodename,
        String release,
        String version,
        String machine,
        String domainname) {
    private static final int TEXT_BYTES = 65;
    private static final MemoryLayout TEXT = MemoryLayout.sequenceLayout(TEXT_BYTES, JAVA_BYTE);

    static final StructLayout LAYOUT =
            Struct.of(
                    "struct new_utsname",
                    TEXT.withName("sysname"),
                    TEXT.withName("nodename"),
                    TEXT.withName("release"),
                    TEXT.withName("version"),
                    TEXT.withName("machine"),
                    TEXT.withName("domainname"));

    static final int BYTES = (int) LAYOUT.byteSize();

    static Utsname from(MemorySegment s) {
        return new Utsname(
                text(s, "sysname"),
                text(s, "nodename"),
                text(s, "release"),
                text(s, "version"),
                text(s, "machine"),
                text(s, "domainname"));
    }

    private static String text(MemorySegment s, String member) {
        return s.getString(Struct.offset(LAYOUT, member), UTF_8);
    }
}
