package dev.baton.agent;

import dev.baton.agent.classfile.ClassEdit;
import dev.baton.agent.classfile.MethodEdit;
import java.util.ArrayList;
import java.util.List;

/** Changes methods of one class of the JDK. */
final class MethodChanges implements JdkChange {
    private final String className;
    private final List<Change> changes = new ArrayList<>();

    private record Change(String method, String type, MethodEdit edit, boolean isNeeded) {}

    /** Describes a change of a class; nothing yet. */
    MethodChanges(String className) {
        this.className = className;
    }

    /**
     * Changes the code of a method.
     *
     * @param method its name
     * @param type its type, as a class file has it
     * @return this
     */
    MethodChanges change(String method, String type, MethodEdit edit) {
        changes.add(new Change(method, type, edit, true));
        return this;
    }

    /** As {@link #change}, for a method that not every JDK has. */
    MethodChanges changeWhereThere(String method, String type, MethodEdit edit) {
        changes.add(new Change(method, type, edit, false));
        return this;
    }

    @Override
    public String className() {
        return className;
    }

    @Override
    public byte[] apply(byte[] original) {
        ClassEdit edit = new ClassEdit(original);
        List<String> missing = new ArrayList<>();
        for (Change change : changes) {
            ClassEdit.Method method = edit.method(change.method, change.type);
            if (method != null) {
                change.edit.apply(method.code());
            } else if (change.isNeeded) {
                missing.add(change.method + change.type);
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("no method " + String.join(", ", missing));
        }
        return edit.toBytes();
    }
}
