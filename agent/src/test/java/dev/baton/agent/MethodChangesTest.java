package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.ReturnInstruction;
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

    /** For 0 the answer is another, and all else is as it was. */
    private static void answerZeroOtherwise(CodeBuilder code) {
        Label otherwise = code.newLabel();
        code.iload(1).ifne(otherwise).loadConstant(-1).ireturn().labelBinding(otherwise);
    }

    @Test
    void theCodeBeforeReturnsOrGoesOn() throws Exception {
        IntUnaryOperator changed =
                changed(
                        change().before(
                                        "applyAsInt",
                                        "(I)I",
                                        MethodChangesTest::answerZeroOtherwise));

        assertThat(changed.applyAsInt(0)).isEqualTo(-1);
        assertThat(changed.applyAsInt(21)).isEqualTo(42);
    }

    private static void negateWhatItReturns(CodeBuilder code, CodeElement element) {
        if (element instanceof ReturnInstruction) {
            code.ineg();
        }
        code.with(element);
    }

    @Test
    void theCodeInsideIsChangedByATransform() throws Exception {
        IntUnaryOperator changed =
                changed(
                        change().around(
                                        "applyAsInt",
                                        "(I)I",
                                        MethodChangesTest::negateWhatItReturns));

        assertThat(changed.applyAsInt(21)).isEqualTo(-42);
    }

    @Test
    void aMethodOfTheSameNameAndAnotherTypeIsNotTouched() throws Exception {
        IntUnaryOperator changed =
                changed(
                        change().before(
                                        "applyAsInt",
                                        "(II)I",
                                        code -> code.loadConstant(-1).ireturn()));

        assertThat(changed.applyAsInt(0)).isZero();
        assertThat(
                        changed.getClass()
                                .getMethod("applyAsInt", int.class, int.class)
                                .invoke(null, 2, 3))
                .isEqualTo(-1);
    }

    @Test
    void aClassWithoutTheMethodIsRefused() throws Exception {
        MethodChanges change =
                change().before("applyAsInt", "(I)I", CodeBuilder::nop)
                        .before("applyAsLong", "(J)J", CodeBuilder::nop)
                        .before("applyAsInt", "(J)I", CodeBuilder::nop);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(original()))
                .withMessage("no method applyAsInt(J)I, applyAsLong(J)J");
    }
}
