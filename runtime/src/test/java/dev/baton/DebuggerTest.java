package dev.baton;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.AbsentInformationException;
import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMStartEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.StepRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A debugger attached to a process on Baton sees, stops and steps Gs as any virtual threads. */
class DebuggerTest {
    /** How often each G is stepped through {@code outside} before the debugger leaves. */
    private static final int WALKS = 3;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @TempDir private Path dir;

    private final Map<ThreadReference, Set<Integer>> lines = new HashMap<>();
    private final Map<String, Integer> walks = new HashMap<>();
    private final Set<String> seenInside = new TreeSet<>();
    private VirtualMachine vm;
    private Method beginsARound;
    private Method outside;
    private Method inside;

    @Test
    void aDebuggerStopsAndStepsGsWhereverTheyAreAndLeavesThemAlone() throws Exception {
        Process process = start(DebuggedProgram.class, dir.toString());
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String listening = output.readLine();
            vm = attach(listening.substring(listening.lastIndexOf(' ') + 1));
            breakAt(); // it waits for its standard input
            process.getOutputStream().write('\n');
            process.getOutputStream().close();

            debug();

            List<String> rest = output.lines().toList(); // and that it listens for the next one
            assertThat(rest)
                    .hasSizeBetween(1, 2)
                    .contains("total " + DebuggedProgram.expectedTotal());
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(seenInside).hasSize(DebuggedProgram.GS);
        assertThat(walks).hasSize(DebuggedProgram.GS);
        assertThat(walks.values()).containsOnly(WALKS);
    }

    /** A program on Baton that lets a debugger attach; the first line that it writes says where. */
    static Process start(Class<?> program, String... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JavaProcess.BATON_FLAGS);
        command.add("-Dbaton.fatal=halt");
        command.add(
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0,"
                        + "includevirtualthreads=y");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    static VirtualMachine attach(String address) throws Exception {
        AttachingConnector sockets =
                Bootstrap.virtualMachineManager().attachingConnectors().stream()
                        .filter(c -> c.transport().name().equals("dt_socket"))
                        .findFirst()
                        .orElseThrow();
        Map<String, Connector.Argument> arguments = sockets.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(address.substring(address.lastIndexOf(':') + 1));
        return sockets.attach(arguments);
    }

    /** The program's classes are loaded when its main class is. */
    private void breakAt() {
        Await.until(() -> !vm.classesByName(DebuggedProgram.class.getName()).isEmpty());
        ReferenceType program = vm.classesByName(DebuggedProgram.class.getName()).getFirst();
        beginsARound = program.methodsByName("beginsARound").getFirst();
        outside = program.methodsByName("outside").getFirst();
        inside = program.methodsByName("inside").getFirst();
        for (Method method : List.of(beginsARound, outside, inside)) {
            BreakpointRequest request =
                    vm.eventRequestManager().createBreakpointRequest(method.location());
            request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            request.enable();
        }
    }

    /** Handles events until each G was walked through often enough, and leaves. */
    private void debug() throws Exception {
        for (int rounds = 0; ; ) {
            EventSet events = vm.eventQueue().remove();
            for (Event event : events) {
                if (event instanceof BreakpointEvent hit) {
                    assertThat(hit.thread().isVirtual()).isTrue();
                    Method where = hit.location().method();
                    if (where.equals(outside)) {
                        startStepping(hit.thread());
                    } else if (where.equals(inside)) {
                        lookInside(hit.thread());
                        lookAtAll();
                    } else if (rounds++ == WALKS) {
                        // All are parked but this one: no event is on its way. One that comes while
                        // the debug agent resumes all would leave its thread suspended for ever.
                        vm.dispose();
                        return;
                    }
                } else if (event instanceof StepEvent step) {
                    step(step);
                } else if (!(event instanceof VMStartEvent)) { // comes when we are quick to attach
                    throw new AssertionError("not asked for: " + event);
                }
            }
            events.resume();
        }
    }

    private void startStepping(ThreadReference g) throws Exception {
        assertThat(g.frame(0).visibleVariables()).extracting(v -> v.name()).contains("number");
        assertThat(g.frame(1).location().method().name()).isEqualTo("readAll");
        lines.put(g, new TreeSet<>(Set.of(g.frame(0).location().lineNumber())));
        StepRequest next =
                vm.eventRequestManager()
                        .createStepRequest(g, StepRequest.STEP_LINE, StepRequest.STEP_OVER);
        next.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        next.enable();
    }

    private void step(StepEvent step) throws Exception {
        ThreadReference g = step.thread();
        if (step.location().method().equals(outside)) {
            int line = step.location().lineNumber();
            lines.get(g).add(line);
            if (line == lastLine()) {
                StackFrame frame = g.frame(0);
                int number = intOf(frame, "number");
                assertThat(g.name()).isEqualTo("reader-" + number);
                assertThat(intOf(frame, "twice")).isEqualTo(2 * number);
                assertThat(intOf(frame, "read")).isEqualTo(DebuggedProgram.FED);
                assertThat(intOf(frame, "result"))
                        .isEqualTo(2 * number + DebuggedProgram.FED * DebuggedProgram.FED);
            }
            return;
        }
        // Back in its caller, after it has been on every line.
        assertThat(step.location().method().name()).isEqualTo("readAll");
        assertThat(lines.remove(g))
                .isEqualTo(
                        outside.allLineLocations().stream()
                                .map(Location::lineNumber)
                                .collect(Collectors.toSet()));
        EventRequestManager requests = vm.eventRequestManager();
        requests.deleteEventRequest(step.request());
        walks.merge(g.name(), 1, Integer::sum);
    }

    private int lastLine() throws AbsentInformationException {
        return outside.allLineLocations().stream()
                .mapToInt(Location::lineNumber)
                .max()
                .orElseThrow();
    }

    private void lookInside(ThreadReference g) throws Exception {
        assertThat(g.frames())
                .extracting(f -> f.location().method().name())
                .contains("blocking", "outside", "readAll");
        assertThat(intOf(g.frame(0), "number")).isEqualTo(DebuggedProgram.FED);
        seenInside.add(g.name());
    }

    /** Stops everything, the scheduler's own threads as well, and looks at all Gs. */
    private void lookAtAll() throws IncompatibleThreadStateException {
        vm.suspend();
        try {
            int readers = 0;
            for (ThreadReference thread : vm.allThreads()) {
                if (thread.isVirtual() && thread.name().startsWith("reader-")) {
                    readers++;
                    assertThat(thread.frames())
                            .extracting(f -> f.location().method().name())
                            .contains("readAll");
                }
            }
            assertThat(readers).isEqualTo(DebuggedProgram.GS);
        } finally {
            vm.resume();
        }
    }

    private static int intOf(StackFrame frame, String variable) throws AbsentInformationException {
        return ((IntegerValue) frame.getValue(frame.visibleVariableByName(variable))).value();
    }
}
