package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.syscall.ErrorKind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Sequences of file operations, each carried out on three trees: by {@code java.nio} of the JDK,
 * which is the oracle, by {@link Os} and {@link File}, and by {@code java.nio} on {@code baton:}
 * paths. Each must find the same, fail in the same way, and leave the same.
 */
class FileModelTest {
    private static final List<String> NAMES =
            List.of(
                    "a", "b", "c", "a/b", "a/c", "b/a", "b/c", "a/b/c", "a/b/a", "c/a", ".",
                    "a/..");

    /** None that leads out of the tree: the three would meet there. */
    private static final List<String> TARGETS = List.of("a", "b", "c/a", "none", "b/c");

    /** Where the JDK's and ours have each an idea of their own of {@code .} and {@code ..}. */
    private static final Set<FileOperation.Kind> OF_PLAIN_NAMES =
            EnumSet.of(FileOperation.Kind.MKDIR_ALL, FileOperation.Kind.REMOVE_ALL);

    @Provide
    Arbitrary<List<FileOperation>> sequences() {
        Arbitrary<FileOperation> operation =
                Combinators.combine(
                                Arbitraries.of(FileOperation.Kind.class),
                                Arbitraries.of(NAMES),
                                Arbitraries.of(NAMES),
                                Arbitraries.of(TARGETS),
                                Arbitraries.integers().between(0, 1000))
                        .as(FileModelTest::operation);
        return operation.list().ofMinSize(1).ofMaxSize(40);
    }

    private static FileOperation operation(
            FileOperation.Kind kind, String path, String other, String target, int number) {
        String first = OF_PLAIN_NAMES.contains(kind) && path.contains(".") ? "a" : path;
        String second = kind == FileOperation.Kind.SYMLINK ? target : other;
        return new FileOperation(kind, first, second, number);
    }

    @Property(tries = 200)
    void osAndTheFileSystemDoWhatTheJdkDoes(@ForAll("sequences") List<FileOperation> sequence)
            throws IOException {
        String base = Os.mkdirTemp("", "baton-model-");
        try {
            compare(sequence, base, new OsTree(base + "/os"), true);
        } finally {
            Os.removeAll(base);
        }
    }

    private static void compare(
            List<FileOperation> sequence, String base, FileOperation.Tree os, boolean isWhole)
            throws IOException {
        for (String tree : List.of("/os", "/jdk", "/nio")) {
            Os.mkdir(base + tree, 0700);
        }
        FileOperation.Tree jdk = new NioTree(Path.of(base + "/jdk"));
        FileOperation.Tree nio = new NioTree(Path.of(URI.create("baton://" + base + "/nio")));
        for (FileOperation operation : sequence) {
            String expected = outcome(jdk, operation);
            assertThat(outcome(os, operation)).as("by Os: %s", operation).isEqualTo(expected);
            if (isWhole) {
                assertThat(outcome(nio, operation)).as("by nio: %s", operation).isEqualTo(expected);
            }
        }
        List<String> left = all(base + "/jdk");
        assertThat(all(base + "/os")).isEqualTo(left);
        if (isWhole) {
            assertThat(all(base + "/nio")).isEqualTo(left);
        }
    }

    private static String outcome(FileOperation.Tree tree, FileOperation operation) {
        try {
            return "found " + tree.apply(operation);
        } catch (IOException e) {
            // The JDK has fewer words for errors than the kernel, and other ones here and there.
            boolean isKnown =
                    switch (operation.kind()) {
                        case MKDIR_ALL, REMOVE_ALL, RENAME, COPY -> false;
                        default -> true;
                    };
            return isKnown ? "failed " + kind(e) : "failed";
        }
    }

    private static String kind(IOException e) {
        return Stream.of(ErrorKind.NOT_EXIST, ErrorKind.EXIST)
                .filter(kind -> Errors.is(e, kind))
                .map(ErrorKind::name)
                .findFirst()
                .orElse("otherwise");
    }

    /** What is left of a tree: names, kinds, contents. */
    private static List<String> all(String base) throws IOException {
        List<String> found = new ArrayList<>();
        add(base, "", found);
        return found;
    }

    private static void add(String base, String path, List<String> found) throws IOException {
        for (DirEntry entry : Os.readDir(base + path)) {
            String name = path + "/" + entry.name();
            FileInfo info = entry.info();
            String line = name + " " + Integer.toOctalString(info.sys().mode());
            if (info.isSymlink()) {
                line += " -> " + Os.readlink(base + name);
            } else if (info.isRegular()) {
                line += " " + info.sys().nlink() + " " + List.of(Os.readFile(base + name).length);
                line += " " + Arrays.hashCode(Os.readFile(base + name));
            }
            found.add(line);
            if (info.isDirectory()) {
                add(base, name, found);
            }
        }
    }

    /** The twin: one that renames by a copy, so that a second name becomes a second file. */
    private record RenamesByACopy(OsTree os) implements FileOperation.Tree {
        @Override
        public Object apply(FileOperation operation) throws IOException {
            if (operation.kind() != FileOperation.Kind.RENAME) {
                return os.apply(operation);
            }
            byte[] content = Os.readFile(os.base() + "/" + operation.path());
            Os.remove(os.base() + "/" + operation.path());
            Os.writeFile(os.base() + "/" + operation.other(), content);
            return null;
        }
    }

    @Example
    void oneThatRenamesByACopyIsCaught() throws IOException {
        String base = Os.mkdirTemp("", "baton-model-");
        try {
            assertThatThrownBy(() -> compareMany(base)).isInstanceOf(AssertionError.class);
        } finally {
            Os.removeAll(base);
        }
    }

    private void compareMany(String base) throws IOException {
        var generator = sequences().generator(1000);
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            String own = base + "/" + i;
            Os.mkdir(own, 0700);
            var broken = new RenamesByACopy(new OsTree(own + "/os"));
            compare(generator.next(random).value(), own, broken, false);
        }
    }
}
