package dev.baton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.Field;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a suspended G has of the scheduler's at that moment keeps no other from going on. */
class SuspendedUsersTest {
    private static final int ROUNDS = 300;
    private static final int STEPS_IN_A_ROUND = 5;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void whatASuspendedGUsesKeepsNoOtherFromGoingOn() throws Exception {
        Process process = DebuggerTest.start(SuspendedUsersProgram.class);
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String listening = output.readLine();
            VirtualMachine vm =
                    DebuggerTest.attach(listening.substring(listening.lastIndexOf(' ') + 1));
            assertThat(output.readLine()).isEqualTo("ready");
            ReferenceType program =
                    vm.classesByName(SuspendedUsersProgram.class.getName()).getFirst();
            Field steps = program.fieldByName("steps");
            List<ThreadReference> users =
                    vm.allThreads().stream().filter(t -> t.name().equals("user")).toList();
            assertThat(users).hasSize(SuspendedUsersProgram.USERS);
            for (int i = 0; i < ROUNDS; i++) {
                users.forEach(ThreadReference::suspend);
                int before = intOf(program, steps);
                Await.until(() -> intOf(program, steps) - before >= STEPS_IN_A_ROUND);
                users.forEach(ThreadReference::resume);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static int intOf(ReferenceType type, Field field) {
        return ((IntegerValue) type.getValue(field)).value();
    }
}
