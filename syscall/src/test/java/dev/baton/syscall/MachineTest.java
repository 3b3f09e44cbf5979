package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MachineTest {
    /** An address that is never mapped. */
    private static final long NOWHERE = 8;

    @Test
    void theSystemIsCalledAsProcSays() throws Exception {
        Utsname[] name = new Utsname[1];
        assertThat(Machine.uname(name)).isZero();
        assertThat(name[0].sysname()).isEqualTo("Linux");
        assertThat(name[0].release()).isEqualTo(System.getProperty("os.version"));
        assertThat(name[0].nodename()).isEqualTo(kernel("hostname"));
        assertThat(name[0].version()).isEqualTo(kernel("version"));
        assertThat(name[0].domainname()).isEqualTo(kernel("domainname"));
        assertThat(name[0].machine()).isIn("x86_64", "aarch64", "riscv64");
    }

    private static String kernel(String file) throws Exception {
        return Files.readString(Path.of("/proc/sys/kernel", file)).strip();
    }

    @Test
    void theMachineHasMemoryAndLoad() throws Exception {
        Sysinfo[] info = new Sysinfo[1];
        assertThat(Machine.sysinfo(info)).isZero();
        long totalKib =
                Files.readAllLines(Path.of("/proc/meminfo")).stream()
                        .filter(line -> line.startsWith("MemTotal:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
        assertThat(info[0].totalRamBytes()).isEqualTo(totalKib * 1024);
        assertThat(info[0].freeRamBytes()).isBetween(1L, info[0].totalRamBytes());
        assertThat(info[0].uptimeSeconds()).isPositive();
        assertThat(info[0].load1()).isBetween(0.0, 100_000.0);
        assertThat(info[0].procs()).isPositive();
    }

    @Test
    void whatTheKernelCannotAnswerItRefuses() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_UNAME, Errno.EFAULT)
                        .fails(Sysno.SYS_SYSINFO, Errno.EFAULT)) {
            Utsname[] name = new Utsname[1];
            Sysinfo[] info = new Sysinfo[1];
            assertThat(Machine.uname(name)).isEqualTo(Errno.EFAULT.result());
            assertThat(Machine.sysinfo(info)).isEqualTo(Errno.EFAULT.result());
            assertThat(name[0]).isNull();
            assertThat(info[0]).isNull();
            assertThat(kernel.calls()).isEqualTo(2);
        }
    }

    @Test
    void bytesAreRandom() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(256);
            assertThat(Machine.getrandom(memory.address(), 256, 0)).isEqualTo(256);
            assertThat(memory.toArray(JAVA_BYTE)).isNotEqualTo(new byte[256]);
            assertThat(Machine.getrandom(memory.address(), 256, 1 << 30))
                    .isEqualTo(Errno.EINVAL.result());
            assertThat(Machine.getrandom(NOWHERE, 256, 0)).isEqualTo(Errno.EFAULT.result());
        }
    }
}
