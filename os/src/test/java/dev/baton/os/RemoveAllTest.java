package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.FaultyKernel.Request;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoveAllTest {
    @TempDir Path directory;
    private Path tree;
    private Path victim;

    @BeforeEach
    void makeATree() throws Exception {
        tree = directory.resolve("tree");
        victim = directory.resolve("victim");
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/file"), "");
        Files.writeString(tree.resolve("top"), "");
        Files.createDirectories(victim.resolve("a"));
        Files.writeString(victim.resolve("treasure"), "");
        Files.writeString(victim.resolve("a/treasure"), "");
    }

    private void assertTheVictimIsWhole() {
        assertThat(victim.resolve("treasure")).exists();
        assertThat(victim.resolve("a/treasure")).exists();
    }

    @Test
    void aTreeIsRemovedAndWhatItsLinksLeadToIsNot() throws Exception {
        Files.createSymbolicLink(tree.resolve("a/out"), victim);
        Files.createSymbolicLink(tree.resolve("a/round"), tree);
        Files.createSymbolicLink(tree.resolve("a/dangling"), Path.of("none"));
        Os.mkfifo(tree + "/fifo", 0600);
        Os.removeAll(tree + "//");
        assertThat(tree).doesNotExist();
        assertTheVictimIsWhole();
        Os.removeAll(tree.toString());
    }

    @Test
    void ofALinkTheLinkIsRemoved() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), victim);
        Os.removeAll(link + "/");
        assertThat(link).doesNotExist();
        assertTheVictimIsWhole();
    }

    @Test
    void filesAndWhatIsNotThereAreRemovedToo() throws Exception {
        Os.removeAll(tree + "/top");
        assertThat(tree.resolve("top")).doesNotExist();
        Os.removeAll(directory + "/none");
        Os.removeAll(directory + "/none/none");
        Os.removeAll("");
        for (String path : new String[] {".", "..", "a/.", tree + "/..", tree + "/../"}) {
            assertThatThrownBy(() -> Os.removeAll(path)).isInstanceOf(ErrInvalid.class);
        }
        assertThatThrownBy(() -> Os.removeAll(victim + "/treasure/x"))
                .hasMessageContaining("ENOTDIR");
    }

    @Test
    void aDirectoryOfMoreThanABufferHolds() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Files.createFile(tree.resolve("a/a-rather-long-name-" + i));
        }
        Os.removeAll(tree.toString());
        assertThat(tree).doesNotExist();
    }

    /** Deeper than a path can be long. */
    @Test
    void aTreeThatIsDeep() throws Exception {
        String name = "a-rather-long-name";
        int flags = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;
        int at = (int) Syscall.open(tree.toString(), flags, 0);
        for (int i = 0; i < 400; i++) {
            assertThat(dev.baton.syscall.Files.mkdirat(at, name, 0700)).isZero();
            int below = (int) Syscall.openat(at, name, flags, 0);
            Syscall.close(at);
            at = below;
        }
        Syscall.close(at);
        Os.removeAll(tree.toString());
        assertThat(tree).doesNotExist();
    }

    @Test
    void namesThatAreNoUtf8AreRemovedToo() throws Exception {
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "d=$(printf 'a\\377b'); mkdir \"$d\"; touch \"$d/$d\" \"$d/c\"")
                        .directory(tree.toFile())
                        .start();
        assertThat(shell.waitFor()).isZero();
        Os.removeAll(tree.toString());
        assertThat(tree).doesNotExist();
    }

    // ---- Others in the tree --------------------------------------------------------------------

    /** Puts a link to the victim in the place of {@code tree/a}. */
    private void swap() throws Exception {
        Files.move(tree.resolve("a"), directory.resolve("moved"));
        Files.createSymbolicLink(tree.resolve("a"), victim);
    }

    /** The swap comes between the look at the directory and its opening. */
    private void removeWithASwapBefore(FaultyKernel.Answer open) throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_OPENAT, Request::passOn) // of the tree itself
                        .next(
                                Sysno.SYS_OPENAT,
                                request -> {
                                    swap();
                                    return open.to(request);
                                })) {
            Os.removeAll(tree.toString());
            assertThat(kernel.calls(Sysno.SYS_OPENAT)).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void whoPutsALinkInADirectorysPlaceLosesTheLink() throws Exception {
        removeWithASwapBefore(Request::passOn);
        assertThat(tree).doesNotExist();
        assertTheVictimIsWhole();
        assertThat(directory.resolve("moved/b/file")).exists();
    }

    /** The twin: one that enters by whatever has the name. */
    @Test
    void oneThatFollowsTheLinkIsCaught() throws Exception {
        removeWithASwapBefore(request -> request.withoutFlag(Fcntl.O_NOFOLLOW).passOn());
        assertThatThrownBy(this::assertTheVictimIsWhole).isInstanceOf(AssertionError.class);
    }

    @Test
    void aLinkInThePlaceOfTheTopIsRemovedAndNotFollowed() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(
                                Sysno.SYS_OPENAT,
                                request -> {
                                    Files.move(tree, directory.resolve("moved"));
                                    Files.createSymbolicLink(tree, victim);
                                    return request.passOn();
                                })) {
            assertThatThrownBy(() -> Os.removeAll(tree.toString())).isInstanceOf(PathError.class);
            assertThat(kernel.calls(Sysno.SYS_OPENAT)).isOne();
        }
        assertTheVictimIsWhole();
    }

    @Test
    void aDirectoryThatIsMovedElsewhereWhileItIsEmptiedIsEmptiedAndNoMore() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_OPENAT, Request::passOn)
                        .next(
                                Sysno.SYS_OPENAT,
                                request -> {
                                    long fd = request.passOn();
                                    swap();
                                    return fd;
                                })) {
            Os.removeAll(tree.toString());
            assertThat(kernel.calls(Sysno.SYS_OPENAT)).isGreaterThanOrEqualTo(2);
        } catch (PathError e) {
            assertThat(e.errno()).as("rmdir of the link").isSameAs(Errno.ENOTDIR);
        }
        assertTheVictimIsWhole();
        assertThat(directory.resolve("moved")).isEmptyDirectory();
    }

    @Test
    void whatOthersPutInMeanwhileGoesToo() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_UNLINKAT, Request::passOn) // the tree, as a file
                        .next(
                                Sysno.SYS_UNLINKAT,
                                request -> {
                                    long r1 = request.passOn();
                                    Files.writeString(tree.resolve("late"), "");
                                    Files.createDirectories(tree.resolve("later/b"));
                                    return r1;
                                })) {
            Os.removeAll(tree.toString());
            assertThat(kernel.calls()).isPositive();
        }
        assertThat(tree).doesNotExist();
    }

    /** By many at once: each takes what is gone for removed. */
    @Test
    void manyMayRemoveTheSameTree() throws Exception {
        for (int i = 0; i < 200; i++) {
            Files.createDirectories(tree.resolve("d" + i + "/e"));
            Files.writeString(tree.resolve("d" + i + "/e/f"), "");
        }
        try (Crew crew = Crew.of(Crew.Kind.BATON)) {
            var members = new java.util.ArrayList<Crew.Member<Void>>();
            for (int i = 0; i < 4; i++) {
                members.add(
                        crew.start(() -> {
                            Os.removeAll(tree.toString());
                            return null;
                        }));
            }
            for (Crew.Member<Void> member : members) {
                assertThat(member.thrown()).isNull();
            }
        }
        assertThat(tree).doesNotExist();
    }

    // ---- A faulty kernel -----------------------------------------------------------------------

    private static String name(Request request) {
        return MemorySegment.ofAddress(request.a2()).reinterpret(256).getString(0);
    }

    @Test
    void whatCannotBeRemovedDoesNotKeepTheRestAndTheFirstErrorIsTold() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .always(
                                Sysno.SYS_UNLINKAT,
                                request ->
                                        name(request).equals("top")
                                                ? Errno.EBUSY.result()
                                                : request.passOn())) {
            assertThatThrownBy(() -> Os.removeAll(tree.toString()))
                    .hasMessage("removeall " + tree + "/top: Device or resource busy (EBUSY)");
            assertThat(kernel.calls()).isPositive();
        }
        assertThat(tree.resolve("a")).doesNotExist();
        assertThat(tree.resolve("top")).exists();
    }

    @Test
    void whatFailedOnceAndWasRemovedLaterIsNoError() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_UNLINKAT, Request::passOn)
                        .fails(Sysno.SYS_UNLINKAT, Errno.EBUSY)) {
            Os.removeAll(tree.toString());
            assertThat(kernel.calls()).isPositive();
        }
        assertThat(tree).doesNotExist();
    }

    @Test
    void interruptedCallsAreMadeAgain() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_UNLINKAT, Errno.EINTR, Errno.EINTR)
                        .fails(Sysno.SYS_OPENAT, Errno.EINTR)
                        .fails(Sysno.SYS_GETDENTS64, Errno.EINTR)) {
            Os.removeAll(tree.toString());
            assertThat(kernel.calls()).isPositive();
        }
        assertThat(tree).doesNotExist();
    }

    @Test
    void errorsOfDirectoriesAreToldWithTheirPaths() throws Exception {
        try (FaultyKernel kernel = FaultyKernel.forThisThread()) {
            kernel.fails(Sysno.SYS_OPENAT, Errno.EMFILE);
            assertThatThrownBy(() -> Os.removeAll(tree.toString()))
                    .hasMessage("removeall " + tree + ": Too many open files (EMFILE)");
            kernel.fails(Sysno.SYS_GETDENTS64, Errno.EIO);
            assertThatThrownBy(() -> Os.removeAll(tree.toString()))
                    .hasMessage("removeall " + tree + ": Input/output error (EIO)");
            Files.delete(tree.resolve("top")); // else it is tried again, when that is gone
            kernel.next(Sysno.SYS_OPENAT, Request::passOn).fails(Sysno.SYS_OPENAT, Errno.EMFILE);
            assertThatThrownBy(() -> Os.removeAll(tree.toString()))
                    .hasMessage("removeall " + tree + "/a: Too many open files (EMFILE)");
            kernel.fails(Sysno.SYS_UNLINKAT, Errno.EROFS);
            assertThatThrownBy(() -> Os.removeAll(tree.toString())).hasMessageContaining("EROFS");
        }
        Os.removeAll(tree.toString());
        assertThat(tree).doesNotExist();
    }
}
