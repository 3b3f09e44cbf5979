package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stub's bytes, in a program of C: run here, or by the emulator of another processor. */
class StubRunsTest {
    private static final int PAGE = 65_536; // a multiple of every page size of Linux

    private static final HexFormat BYTES = HexFormat.ofDelimiter(",").withPrefix("0x");

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void theProcessorDoesWhatTheStubIsFor(Arch arch) throws Exception {
        assertThat(run(arch, BYTES.formatHex(Stub.code(arch))))
                .as("who it is, EBADF, ENOSYS, and the second page of a file")
                .containsExactly("1", "-9", "-38", "42");
    }

    /** In place of the move of the sixth argument nothing is done. */
    @ParameterizedTest
    @EnumSource(names = {"X86_64", "AARCH64"})
    void aStubThatForgetsAnArgumentIsFound(Arch arch) throws Exception {
        String code = BYTES.formatHex(Stub.code(arch));
        String broken =
                arch == Arch.X86_64
                        ? code.replace("0x4c,0x8b,0x4c,0x24,0x08", "0x90,0x90,0x90,0x90,0x90")
                        : code.replace("0xe5,0x03,0x06,0xaa", "0x1f,0x20,0x03,0xd5");
        assertThat(broken).isNotEqualTo(code);
        assertThat(run(arch, broken)).containsExactly("1", "-9", "-38", "-22");
    }

    private List<String> run(Arch arch, String code) throws Exception {
        CCompiler compiler = CCompiler.of(arch, directory);
        List<String> command = new ArrayList<>();
        if (arch != Programs.machine()) {
            String emulator = arch == Arch.X86_64 ? "qemu-x86_64-static" : "qemu-aarch64-static";
            Optional<Path> path = Programs.find(emulator);
            assumeTrue(path.isPresent(), "there is no emulator here, " + emulator);
            command.add(path.get().toString());
        }
        command.add(compiler.program(program(code)).toString());
        byte[] content = new byte[2 * PAGE];
        content[PAGE] = 42;
        command.add(Files.write(directory.resolve("two-pages"), content).toString());
        return Programs.run(command).lines().toList();
    }

    private static String program(String code) {
        return """
        #include <fcntl.h>
        #include <stdio.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        asm(".text\\n.balign 16\\n.globl stub\\nstub:\\n.byte %s\\n");
        long stub(long trap, long a1, long a2, long a3, long a4, long a5, long a6);
        int main(int argc, char **argv) {
            int fd = open(argv[argc - 1], O_RDONLY);
            printf("%%d\\n", stub(SYS_getpid, 0, 0, 0, 0, 0, 0) == getpid());
            printf("%%ld\\n", stub(SYS_close, -1, 0, 0, 0, 0, 0));
            printf("%%ld\\n", stub(100000, 0, 0, 0, 0, 0, 0));
            long page = stub(SYS_mmap, 0, %d, PROT_READ, MAP_PRIVATE, fd, %d);
            printf("%%ld\\n", page < 0 && page > -4096 ? page : *(char *) page);
            return 0;
        }
        """
                .formatted(code, PAGE, PAGE);
    }
}
