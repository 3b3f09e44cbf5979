package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatTest {
    /** x86-64's structure, in the kernel's words. */
    static final StructLayout X86_64 =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("st_dev"),
                    JAVA_LONG.withName("st_ino"),
                    JAVA_LONG.withName("st_nlink"),
                    JAVA_INT.withName("st_mode"),
                    JAVA_INT.withName("st_uid"),
                    JAVA_INT.withName("st_gid"),
                    JAVA_INT.withName("__pad0"),
                    JAVA_LONG.withName("st_rdev"),
                    JAVA_LONG.withName("st_size"),
                    JAVA_LONG.withName("st_blksize"),
                    JAVA_LONG.withName("st_blocks"),
                    JAVA_LONG.withName("st_atime"),
                    JAVA_LONG.withName("st_atime_nsec"),
                    JAVA_LONG.withName("st_mtime"),
                    JAVA_LONG.withName("st_mtime_nsec"),
                    JAVA_LONG.withName("st_ctime"),
                    JAVA_LONG.withName("st_ctime_nsec"),
                    MemoryLayout.sequenceLayout(3, JAVA_LONG).withName("__unused"));

    /** The generic one, of aarch64 and riscv64. */
    static final StructLayout GENERIC =
            MemoryLayout.structLayout(
                    JAVA_LONG.withName("st_dev"),
                    JAVA_LONG.withName("st_ino"),
                    JAVA_INT.withName("st_mode"),
                    JAVA_INT.withName("st_nlink"),
                    JAVA_INT.withName("st_uid"),
                    JAVA_INT.withName("st_gid"),
                    JAVA_LONG.withName("st_rdev"),
                    JAVA_LONG.withName("__pad1"),
                    JAVA_LONG.withName("st_size"),
                    JAVA_INT.withName("st_blksize"),
                    JAVA_INT.withName("__pad2"),
                    JAVA_LONG.withName("st_blocks"),
                    JAVA_LONG.withName("st_atime"),
                    JAVA_LONG.withName("st_atime_nsec"),
                    JAVA_LONG.withName("st_mtime"),
                    JAVA_LONG.withName("st_mtime_nsec"),
                    JAVA_LONG.withName("st_ctime"),
                    JAVA_LONG.withName("st_ctime_nsec"),
                    JAVA_INT.withName("__unused4"),
                    JAVA_INT.withName("__unused5"));

    private static final Stat EXPECTED =
            new Stat(1, 2, 0100644, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);

    @TempDir Path directory;

    @Test
    void fieldsOfX86AreFoundWhereTheKernelPutsThem() {
        assertThat(Stat.fromX86(filled(X86_64))).isEqualTo(EXPECTED);
        assertThat(X86_64.byteSize()).isLessThanOrEqualTo(Stat.BYTES);
    }

    @Test
    void fieldsOfTheGenericStructureAreFoundWhereTheKernelPutsThem() {
        assertThat(Stat.fromGeneric(filled(GENERIC))).isEqualTo(EXPECTED);
        assertThat(GENERIC.byteSize()).isLessThanOrEqualTo(Stat.BYTES);
    }

    private static MemorySegment filled(StructLayout layout) {
        Map<String, Long> values =
                Map.ofEntries(
                        Map.entry("st_dev", EXPECTED.dev()),
                        Map.entry("st_ino", EXPECTED.ino()),
                        Map.entry("st_mode", (long) EXPECTED.mode()),
                        Map.entry("st_nlink", EXPECTED.nlink()),
                        Map.entry("st_uid", (long) EXPECTED.uid()),
                        Map.entry("st_gid", (long) EXPECTED.gid()),
                        Map.entry("st_rdev", EXPECTED.rdev()),
                        Map.entry("st_size", EXPECTED.size()),
                        Map.entry("st_blksize", EXPECTED.blockBytes()),
                        Map.entry("st_blocks", EXPECTED.blocks()),
                        Map.entry("st_atime", EXPECTED.accessSeconds()),
                        Map.entry("st_atime_nsec", EXPECTED.accessNanos()),
                        Map.entry("st_mtime", EXPECTED.modifiedSeconds()),
                        Map.entry("st_mtime_nsec", EXPECTED.modifiedNanos()),
                        Map.entry("st_ctime", EXPECTED.changedSeconds()),
                        Map.entry("st_ctime_nsec", EXPECTED.changedNanos()));
        MemorySegment segment = Arena.ofAuto().allocate(layout);
        segment.fill((byte) 0xff);
        values.forEach((field, value) -> {
            long offset = layout.byteOffset(PathElement.groupElement(field));
            MemoryLayout at = layout.select(PathElement.groupElement(field));
            if (at instanceof ValueLayout.OfInt) {
                segment.set(JAVA_INT, offset, value.intValue());
            } else {
                segment.set(JAVA_LONG, offset, value);
            }
        });
        return segment;
    }

    @Test
    void agreesWithWhatTheJdkKnowsOfAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("known"), "content");
        FileTime modified = FileTime.from(Instant.ofEpochSecond(1_000_000_000, 123_456_000));
        Files.setLastModifiedTime(file, modified);
        Map<String, Object> jdk = Files.readAttributes(file, "unix:*");
        int fd = (int) Syscall.open(file.toString(), Fcntl.O_RDONLY, 0);

        Stat[] stat = new Stat[1];
        assertThat(Syscall.fstat(fd, stat)).isZero();
        Syscall.close(fd);

        assertThat(stat[0].dev()).isEqualTo(jdk.get("dev"));
        assertThat(stat[0].ino()).isEqualTo(jdk.get("ino"));
        assertThat(stat[0].mode()).isEqualTo(jdk.get("mode"));
        assertThat((int) stat[0].nlink()).isEqualTo(jdk.get("nlink"));
        assertThat(stat[0].uid()).isEqualTo(jdk.get("uid"));
        assertThat(stat[0].gid()).isEqualTo(jdk.get("gid"));
        assertThat(stat[0].size()).isEqualTo(jdk.get("size"));
        assertThat(Instant.ofEpochSecond(stat[0].modifiedSeconds(), stat[0].modifiedNanos()))
                .isEqualTo(modified.toInstant());
        assertThat(stat[0].permissions()).isEqualTo((int) jdk.get("mode") & 07777);
    }
}
