package dev.baton.agent.classfile;

/** A change of one method's code. */
public interface MethodEdit {
    /**
     * Makes it.
     *
     * @param code the method's
     * @throws IllegalArgumentException when it is not as it is known; says in what
     */
    void apply(CodeEdit code);
}
