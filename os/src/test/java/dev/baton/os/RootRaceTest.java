package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.FaultyKernel.Request;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Sysno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others rename directories, and put links in their places, while a name is walked. */
class RootRaceTest {
    private static final int ROUNDS = 2_000;

    @TempDir Path directory;
    private Path inside;
    private Path outside;

    @BeforeEach
    void makeThem() throws Exception {
        inside = Files.createDirectories(directory.resolve("inside"));
        outside = Files.createDirectories(directory.resolve("outside"));
        Files.createDirectories(inside.resolve("a/b"));
        Files.writeString(inside.resolve("a/b/file"), "in");
        Files.writeString(inside.resolve("a/file"), "in");
        Files.writeString(outside.resolve("file"), "out");
    }

    private static String read(Root root, String name) throws Exception {
        try (File file = root.openFile(name)) {
            byte[] b = new byte[10];
            int n = file.read(b);
            return new String(b, 0, n, UTF_8);
        }
    }

    /** Walks {@code a/b/file} step by step; before b is opened, a link to the outside is there. */
    private String readWithASwapBefore(FaultyKernel.Answer open) throws Exception {
        try (Root root = Root.open(inside.toString());
                FaultyKernel kernel =
                        FaultyKernel.forThisThread()
                                .always(Sysno.SYS_OPENAT2, request -> Errno.ENOSYS.result())
                                .next(Sysno.SYS_OPENAT, Request::passOn) // a
                                .next(
                                        Sysno.SYS_OPENAT,
                                        request -> {
                                            Path b = inside.resolve("a/b");
                                            Files.move(b, inside.resolve("moved"));
                                            Files.createSymbolicLink(b, outside);
                                            return open.to(request);
                                        })) {
            String found = read(root, "a/b/file");
            assertThat(kernel.calls(Sysno.SYS_OPENAT)).isEqualTo(3);
            return found;
        }
    }

    @Test
    void aLinkThatComesInADirectorysPlaceIsNotFollowedOut() {
        assertThatThrownBy(() -> readWithASwapBefore(Request::passOn))
                .isInstanceOf(ErrPathEscapes.class);
    }

    /** The twin: steps that follow links. */
    @Test
    void aWalkThatFollowsLinksIsCaught() throws Exception {
        String found =
                readWithASwapBefore(request -> request.withoutFlag(Fcntl.O_NOFOLLOW).passOn());
        assertThat(found).isEqualTo("out");
    }

    /** Where {@code ..} leads is where we came from, and not where the directory is by now. */
    @Test
    void aDirectoryThatIsMovedOutTakesNobodyWithIt() throws Exception {
        try (Root root = Root.open(inside.toString());
                FaultyKernel kernel =
                        FaultyKernel.forThisThread()
                                .always(Sysno.SYS_OPENAT2, request -> Errno.ENOSYS.result())
                                .next(Sysno.SYS_OPENAT, Request::passOn) // a
                                .next(
                                        Sysno.SYS_OPENAT,
                                        request -> {
                                            long b = request.passOn();
                                            Files.move(inside.resolve("a/b"), outside.resolve("b"));
                                            return b;
                                        })) {
            assertThat(read(root, "a/b/../file")).isEqualTo("in");
            assertThat(kernel.calls(Sysno.SYS_OPENAT)).isEqualTo(3);
        }
    }

    /** Against somebody who swaps as fast as he can nothing from outside is read. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingFromOutsideIsReadHoweverOftenItIsSwapped(boolean byStep) throws Exception {
        String b = inside + "/a/b";
        String kept = inside + "/kept";
        AtomicBoolean isOver = new AtomicBoolean();
        try (Crew crew = Crew.of(Crew.Kind.PLATFORM);
                Root root = Root.open(inside.toString());
                FaultyKernel kernel = FaultyKernel.forThisThread()) {
            if (byStep) {
                kernel.always(Sysno.SYS_OPENAT2, request -> Errno.ENOSYS.result());
            }
            Crew.Member<Void> swapper =
                    crew.start(() -> {
                        while (!isOver.get()) {
                            Os.rename(b, kept);
                            Os.symlink(outside.toString(), b);
                            Os.remove(b);
                            Os.rename(kept, b);
                        }
                        return null;
                    });
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    assertThat(found(root)).isIn("in", "nothing");
                }
            } finally {
                isOver.set(true);
            }
            assertThat(swapper.thrown()).isNull();
        }
    }

    private static String found(Root root) throws Exception {
        try {
            return read(root, "a/b/file");
        } catch (ErrPathEscapes | ErrNotExist e) {
            return "nothing"; // the link was there, or nothing
        } catch (PathError e) {
            // A link when it was opened, and none when it was to be read.
            assertThat(e.errno()).isIn(Errno.ELOOP, Errno.ENOTDIR);
            return "nothing";
        }
    }
}
