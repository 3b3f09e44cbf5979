package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The changes alone; what they do to a program is in {@link NetworkTest}. */
class NetworkWaitsTest {
    static Stream<String> classes() {
        return NetworkWaits.changes().stream().map(JdkChange::className);
    }

    private static JdkChange change(String className) {
        return NetworkWaits.changes().stream()
                .filter(change -> change.className().equals(className))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void theClassOfThisJdkTakesTheChange(String name) throws Exception {
        byte[] original = JavaBase.classFile(name);

        byte[] changed = change(name).apply(original);

        assertThat(ClassFile.of().verify(changed)).isEmpty();
        ClassModel before = ClassFile.of().parse(original);
        ClassModel after = ClassFile.of().parse(changed);
        assertThat(bridgeCalls(before)).isZero();
        assertThat(bridgeCalls(after)).isPositive();
        // Else the JVM does not redefine it.
        assertThat(members(after)).isEqualTo(members(before));
    }

    private static List<String> members(ClassModel model) {
        return Stream.concat(
                        model.fields().stream()
                                .map(f -> f.flags().flags() + " " + f.fieldName() + f.fieldType()),
                        model.methods().stream()
                                .map(m ->
                                        m.flags().flags() + " " + m.methodName() + m.methodType()))
                .toList();
    }

    private static long bridgeCalls(ClassModel model) {
        return model.methods().stream().mapToLong(NetworkWaitsTest::bridgeCalls).sum();
    }

    private static long bridgeCalls(MethodModel method) {
        return method.findAttribute(Attributes.code()).stream()
                .flatMap(CodeAttribute::elementStream)
                .filter(InvokeInstruction.class::isInstance)
                .map(InvokeInstruction.class::cast)
                .filter(call -> call.owner().asInternalName().equals(JdkChange.BRIDGE))
                .count();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void aClassWithoutTheMethodsIsRefusedByTheirNames(String name) throws Exception {
        byte[] without = JavaBase.classFile("java.lang.Runnable");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> change(name).apply(without))
                .withMessageMatching("no method \\w+\\(\\S*\\)V(, \\w+\\(\\S*\\)V)*");
    }
}
