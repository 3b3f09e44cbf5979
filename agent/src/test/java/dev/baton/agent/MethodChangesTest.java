package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.agent.classfile.CodeEdit;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class MethodChangesTest {
    /** What is changed. */
    public static final class Doubles implements IntUnaryOperator {
        @Override
        public int applyAsInt(int n) {
            int twice = n + n;
            return twice;
        }

        /** The same name, with another type. */
        public static int applyAsInt(int n, int m) {
            return n * m;
        }
    }

    private static IntUnaryOperator changed(MethodChanges change) throws Exception {
        byte[] bytes = change.apply(original());
        ClassLoader loader =
                new ClassLoader(MethodChangesTest.class.getClassLoader()) {
                    @Override
                    protected Class<?> loadClass(String name, boolean resolve)
                            throws ClassNotFoundException {
                        return name.equals(change.className())
                                ? defineClass(name, bytes, 0, bytes.length)
                                : super.loadClass(name, resolve);
                    }
                };
        Class<?> type = loader.loadClass(change.className());
        assertThat(type).isNotEqualTo(Doubles.class);
        return (IntUnaryOperator) type.getDeclaredConstructor().newInstance();
    }

    private static byte[] original() throws IOException {
        String file = Doubles.class.getName().replace('.', '/') + ".class";
        try (InputStream in = Doubles.class.getClassLoader().getResourceAsStream(file)) {
            return in.readAllBytes();
        }
    }

    private static MethodChanges change() {
        return new MethodChanges(Doubles.class.getName());
    }

    private static void answerMinusOne(CodeEdit code) {
        code.first().push(-1).returnInt();
    }

    private static void answerZeroOtherwise(CodeEdit code) {
        code.first().iload(1).ifZeroToEnd().iload(1).returnInt();
    }

    @Test
    void theCodeBeforeReturnsOrGoesOn() throws Exception {
        IntUnaryOperator changed =
                changed(
                        change().change(
                                        "applyAsInt",
                                        "(I)I",
                                        MethodChangesTest::answerZeroOtherwise));

        assertThat(changed.applyAsInt(0)).isZero();
        assertThat(changed.applyAsInt(21)).isEqualTo(21);
    }

    @Test
    void aMethodOfTheSameNameAndAnotherTypeIsNotTouched() throws Exception {
        IntUnaryOperator changed =
                changed(change().change("applyAsInt", "(II)I", MethodChangesTest::answerMinusOne));

        assertThat(changed.applyAsInt(21)).isEqualTo(42);
        assertThat(
                        changed.getClass()
                                .getMethod("applyAsInt", int.class, int.class)
                                .invoke(null, 2, 3))
                .isEqualTo(-1);
    }

    @Test
    void oneThatNotEveryJdkHasMayBeMissing() throws Exception {
        IntUnaryOperator changed =
                changed(
                        change().changeWhereThere(
                                        "applyAsLong", "(J)J", MethodChangesTest::answerMinusOne));

        assertThat(changed.applyAsInt(21)).isEqualTo(42);
    }

    @Test
    void aClassWithoutTheMethodIsRefused() throws Exception {
        MethodChanges change =
                change().change("applyAsInt", "(I)I", MethodChangesTest::answerMinusOne)
                        .change("applyAsLong", "(J)J", MethodChangesTest::answerMinusOne)
                        .change("applyAsInt", "(J)I", MethodChangesTest::answerMinusOne);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(original()))
                .withMessage("no method applyAsLong(J)J, applyAsInt(J)I");
    }
}
