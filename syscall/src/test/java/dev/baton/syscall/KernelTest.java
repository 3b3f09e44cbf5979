package dev.baton.syscall;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelTest {
    private static final ExecutableMemory REFUSING =
            code -> {
                throw new ExecutableMemory.Refused("mprotect(PROT_EXEC): " + Errno.EACCES);
            };

    @ParameterizedTest
    @EnumSource
    void eitherMechanismReturnsTheKernelsResultAndItsErrnoAlike(Mechanism mechanism)
            throws Throwable {
        Kernel.Way way = Kernel.choose(mechanism, Arch.current(), Libc::map);

        assertThat(way.mechanism()).isEqualTo(mechanism);
        assertThat(way.reason()).contains(Mechanism.PROPERTY);
        assertThat((long) way.call().invokeExact((long) Sysno.SYS_GETPID, 0L, 0L, 0L, 0L, 0L, 0L))
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(
                        (long)
                                way.callShort()
                                        .invokeExact(
                                                (long) Sysno.SYS_GETPID, 0L, 0L, 0L, 0L, 0L, 0L))
                .isEqualTo(ProcessHandle.current().pid());
        assertThat((long) way.call().invokeExact((long) Sysno.SYS_CLOSE, -1L, 0L, 0L, 0L, 0L, 0L))
                .isEqualTo(Errno.EBADF.result());
    }

    @Test
    void theStubIsTakenWhereItCanBe() {
        assertThat(Kernel.choose(null, Arch.current(), Libc::map).mechanism())
                .isEqualTo(Stub.code(Arch.current()) == null ? Mechanism.LIBC : Mechanism.STUB);
    }

    @Test
    void libcIsTakenWhenExecutableMemoryIsRefused() {
        Kernel.Way way = Kernel.choose(null, Arch.X86_64, REFUSING);

        assertThat(way.mechanism()).isEqualTo(Mechanism.LIBC);
        assertThat(way.reason())
                .isEqualTo(
                        "executable memory was refused: mprotect(PROT_EXEC): Permission denied"
                                + " (EACCES)");
    }

    @Test
    void libcIsTakenOnAnArchitectureWithoutMachineCode() {
        Kernel.Way way = Kernel.choose(null, Arch.RISCV64, Libc::map);

        assertThat(way.mechanism()).isEqualTo(Mechanism.LIBC);
        assertThat(way.reason()).contains("RISCV64");
    }

    @Test
    void aForcedStubThatCannotBeHadSaysWhy() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Kernel.choose(Mechanism.STUB, Arch.X86_64, REFUSING))
                .withMessageContaining("-Dbaton.syscall=stub")
                .withMessageContaining("EACCES");
    }

    @Test
    void thePropertyKnowsStubAndLibcAndNothing() {
        assertThat(Mechanism.forced(null)).isNull();
        assertThat(Mechanism.forced("")).isNull();
        assertThat(Mechanism.forced("stub")).isEqualTo(Mechanism.STUB);
        assertThat(Mechanism.forced("libc")).isEqualTo(Mechanism.LIBC);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mechanism.forced("vdso"))
                .withMessageStartingWith("-Dbaton.syscall=vdso: ")
                .withMessageContaining("stub or libc");
    }

    @Test
    void theMechanismInUseIsTheOneThatIsForced() {
        Mechanism forced = Mechanism.forced(System.getProperty(Mechanism.PROPERTY));
        if (forced == null) {
            assertThat(Syscall.mechanismReason()).doesNotContain("forced");
        } else {
            assertThat(Syscall.mechanism()).isEqualTo(forced);
            assertThat(Syscall.mechanismReason()).startsWith("forced by -Dbaton.syscall=");
        }
    }

    @Test
    void anUnknownMechanismEndsTheFirstSystemCallOfAProcessByName() throws Exception {
        Process java =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dbaton.syscall=sysenter",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OneCall.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(java.getInputStream().readAllBytes(), UTF_8);

        assertThat(java.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(java.exitValue()).isNotZero();
        assertThat(output).contains("-Dbaton.syscall=sysenter: no such way to call the kernel");
    }

    /** A program of one system call. */
    static final class OneCall {
        public static void main(String[] args) {
            System.out.println(Syscall.getpid());
        }
    }

    @Test
    void otherSystemsAndProcessorsAreRefusedByName() {
        assertThatThrownBy(() -> Arch.of("Mac OS X", "aarch64"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("Mac OS X");
        assertThatThrownBy(() -> Arch.of("Linux", "s390x"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("s390x");
        assertThat(Arch.of("Linux", "amd64")).isEqualTo(Arch.X86_64);
        assertThat(Arch.of("Linux", "aarch64")).isEqualTo(Arch.AARCH64);
        assertThat(Arch.of("Linux", "riscv64")).isEqualTo(Arch.RISCV64);
    }

    @Test
    void aFaultyKernelReplacesTheRealOneUntilItIsClosed() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread().fails(Sysno.SYS_GETPPID, Errno.EIO)) {
            assertThat(Syscall.rawSyscall(Sysno.SYS_GETPPID, 0, 0, 0))
                    .isEqualTo(Errno.EIO.result());
            assertThat(Syscall.rawSyscall(Sysno.SYS_GETPPID, 0, 0, 0)).isPositive();
            assertThat(kernel.calls(Sysno.SYS_GETPPID)).isEqualTo(2);
        }
        assertThat(Syscall.getppid()).isPositive();
    }
}
