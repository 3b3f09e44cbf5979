package dev.baton.agent.classfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Held against the JDK's own verifier, and by running what was changed. */
class ClassEditTest {
    private static final String CALLS = Calls.class.getName().replace('.', '/');
    private static final String SUBJECT = Subject.class.getName();

    /** What the changed code calls. */
    public static final class Calls {
        private static final List<String> SEEN = new ArrayList<>();
        private static boolean leaves;

        private Calls() {}

        /** First of all. */
        public static boolean first() {
            SEEN.add("first");
            return leaves;
        }

        /** Before a call. */
        public static int before(int site) {
            SEEN.add("before " + site);
            return site + 100;
        }

        /** After a call. */
        public static void after(int n) {
            SEEN.add("after " + n);
        }
    }

    /** What is changed. */
    public static final class Subject {
        private Subject() {}

        /** Jumps back to its first instruction, when it is compiled so. */
        public static int loop(int n) {
            do {
                n--;
            } while (n > 0);
            return n;
        }

        /** The call itself is what both ways of its argument lead to. */
        public static int branchesIntoCall(boolean which) {
            return called(which ? 1 : 2, which);
        }

        /** Throws for 1. */
        public static int called(int n, boolean ignored) {
            if (n == 1) {
                throw new IllegalStateException("one");
            }
            return n;
        }

        /** A switch, whose numbers stand at multiples of 4, around calls. */
        public static int switches(int n) {
            return switch (n) {
                case 1, 2, 3 -> called(n + 10, true);
                case 1000 -> called(n + 20, true);
                default -> {
                    for (int i = 0; i < 3; i++) {
                        called(i + 2, false);
                    }
                    yield -n;
                }
            };
        }

        /** A handler of its own around the call. */
        public static String catches() {
            try {
                return "got " + called(1, true);
            } catch (IllegalStateException e) {
                return "caught "
                        + e.getMessage()
                        + " in line "
                        + e.getStackTrace()[1].getLineNumber();
            }
        }
    }

    @BeforeEach
    void nothingWasSeen() {
        Calls.SEEN.clear();
        Calls.leaves = false;
    }

    private static ClassEdit subject() throws IOException {
        return new ClassEdit(classFile(Subject.class));
    }

    private static byte[] classFile(Class<?> type) throws IOException {
        String file = type.getName().replace('.', '/') + ".class";
        try (InputStream in = ClassEditTest.class.getClassLoader().getResourceAsStream(file)) {
            return in.readAllBytes();
        }
    }

    /** Announces all calls of {@code called}. */
    private static void announce(ClassEdit edit) {
        BitSet calls = edit.references(SUBJECT.replace('.', '/'), Set.of("called(IZ)I"));
        assertThat(calls.cardinality()).isEqualTo(1);
        int site = 0;
        for (ClassEdit.Method method : edit.methods()) {
            if (method.mayCall(calls)) {
                for (int call : method.code().calls(calls)) {
                    announce(method.code(), call, site++);
                }
            }
        }
        assertThat(site).isPositive();
    }

    private static void announce(CodeEdit code, int call, int site) {
        int local = code.newLocals(1);
        code.before(call).push(site).invokestatic(CALLS, "before", "(I)I").istore(local);
        code.after(call).iload(local).invokestatic(CALLS, "after", "(I)V");
        code.whenThrows(call, local).iload(local).invokestatic(CALLS, "after", "(I)V").athrow();
    }

    private static Object run(ClassEdit edit, String method, Object... arguments) throws Exception {
        byte[] bytes = edit.toBytes();
        assertThat(ClassFile.of().verify(bytes)).isEmpty();
        ClassLoader loader =
                new ClassLoader(ClassEditTest.class.getClassLoader()) {
                    @Override
                    protected Class<?> loadClass(String name, boolean resolve)
                            throws ClassNotFoundException {
                        return name.equals(SUBJECT)
                                ? defineClass(name, bytes, 0, bytes.length)
                                : super.loadClass(name, resolve);
                    }
                };
        Class<?> changed = loader.loadClass(SUBJECT);
        try {
            return Stream.of(changed.getMethods())
                    .filter(m -> m.getName().equals(method))
                    .findFirst()
                    .orElseThrow()
                    .invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    @Test
    void whatComesFirstRunsOnceAndMayLeave() throws Exception {
        ClassEdit edit = subject();
        edit.method("loop", "(I)I")
                .code()
                .first()
                .invokestatic(CALLS, "first", "()Z")
                .ifZeroToEnd()
                .push(-77)
                .returnInt();

        assertThat(run(edit, "loop", 5)).isEqualTo(0);
        assertThat(Calls.SEEN).containsExactly("first");
        Calls.leaves = true;
        assertThat(run(edit, "loop", 5)).isEqualTo(-77);
    }

    @Test
    void whoeverJumpsToACallComesByWhatIsBeforeIt() throws Exception {
        ClassEdit edit = subject();
        announce(edit);

        assertThat(run(edit, "branchesIntoCall", false)).isEqualTo(2);
        assertThat(Calls.SEEN).containsExactly("before 0", "after 100");
        Calls.SEEN.clear();
        assertThatIllegalStateException()
                .isThrownBy(() -> run(edit, "branchesIntoCall", true))
                .withMessage("one");
        assertThat(Calls.SEEN).containsExactly("before 0", "after 100");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 999, 1000})
    void switchesAndLoopsLeadWhereTheyDid(int n) throws Exception {
        ClassEdit edit = subject();
        announce(edit);

        assertThat(run(edit, "switches", n)).isEqualTo(Subject.switches(n));
        assertThat(Calls.SEEN).hasSize(n == 4 || n == 999 ? 6 : 2);
    }

    @Test
    void handlersOfTheMethodsOwnComeAfterAndLinesAreWhatTheyWere() throws Exception {
        ClassEdit edit = subject();
        announce(edit);

        assertThat(run(edit, "catches")).isEqualTo(Subject.catches());
        assertThat(Calls.SEEN).hasSize(2);
    }

    @Test
    void aReferenceIsLedToAnotherClass() throws Exception {
        ClassEdit edit = subject();
        assertThat(edit.redirect(SUBJECT.replace('.', '/'), "called", CALLS)).isTrue();
        assertThat(edit.redirect(SUBJECT.replace('.', '/'), "nobody", CALLS)).isFalse();

        byte[] changed = edit.toBytes();
        assertThat(new ClassEdit(changed).references(CALLS, Set.of("called(IZ)I")).cardinality())
                .isEqualTo(1);
    }

    @Test
    void aMethodWithoutCodeIsRefused() throws Exception {
        ClassEdit edit = new ClassEdit(classFile(Runnable.class));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> edit.method("run", "()V").code())
                .withMessage("no code in run()V");
        assertThat(edit.method("run", "(I)V")).isNull();
    }

    @Test
    void whatIsNotChangedIsTheSameByteForByte() throws Exception {
        byte[] original = classFile(Subject.class);

        assertThat(new ClassEdit(original.clone()).toBytes()).isEqualTo(original);
    }

    /** Of java.base, by their names. */
    private static Map<String, byte[]> classes(String folder) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        Path path =
                FileSystems.getFileSystem(URI.create("jrt:/"))
                        .getPath("modules", "java.base", folder);
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().endsWith(".class")) {
                    classes.put(file.toString(), Files.readAllBytes(file));
                }
            }
        }
        return classes;
    }

    /** In each method something comes first, and around each call, and all of it verifies. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "java/lang",
                "java/io",
                "java/net",
                "java/util",
                "java/util/concurrent",
                "java/util/regex",
                "sun/nio/ch",
                "sun/nio/fs"
            })
    void allMethodsOfAPackageTakeChanges(String folder) throws IOException {
        int methods = 0;
        for (Map.Entry<String, byte[]> entry : classes(folder).entrySet()) {
            byte[] original = entry.getValue();
            byte[] changed = changeAll(original);
            assertThat(ClassFile.of().verify(changed))
                    .as(entry.getKey())
                    .hasSameSizeAs(ClassFile.of().verify(original));
            methods += ClassFile.of().parse(changed).methods().size();
        }
        assertThat(methods).isGreaterThan(300);
    }

    private static byte[] changeAll(byte[] original) {
        ClassEdit edit = new ClassEdit(original.clone());
        BitSet all = new BitSet();
        all.set(1, 0x10000);
        for (ClassEdit.Method method : edit.methods()) {
            // A constructor's object is none yet, and a handler has no locals but one.
            if (method.mayCall(all) && !method.name().equals("<init>")) {
                CodeEdit code = method.code();
                code.first().invokestatic(CALLS, "first", "()Z").ifZeroToEnd().pushNull().athrow();
                int site = 0;
                for (int call : code.calls(all)) {
                    if (!edit.calledName(code.operand(call)).equals("<init>")) {
                        announce(code, call, site++);
                    }
                }
            }
        }
        return edit.toBytes();
    }

    /** The twin: were no frames written, or those that were there, the verifier would say so. */
    @Test
    void theVerifierSeesFramesThatAreMissing() throws IOException {
        byte[] changed = changeAll(classFile(Subject.class));
        assertThat(ClassFile.of().verify(changed)).isEmpty();

        ClassModel model = ClassFile.of().parse(changed);
        byte[] without =
                ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS)
                        .transformClass(
                                model,
                                ClassTransform.transformingMethods(
                                        MethodTransform.transformingCode(
                                                CodeTransform.ACCEPT_ALL)));

        assertThat(framesOf(model)).isPositive();
        assertThat(ClassFile.of().verify(without)).isNotEmpty();
    }

    private static long framesOf(ClassModel model) {
        return model.methods().stream()
                .flatMap(m -> m.code().stream())
                .map(CodeAttribute.class::cast)
                .flatMap(c -> c.attributes().stream())
                .filter(StackMapTableAttribute.class::isInstance)
                .count();
    }
}
