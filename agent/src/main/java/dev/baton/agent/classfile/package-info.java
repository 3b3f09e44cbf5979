/**
 * Adds calls to class files of the JDK's.
 *
 * <p>The JDK's own {@link java.lang.classfile} does all that is done here and more. But it comes
 * with two hundred classes and makes an object of each instruction, in the interpreter, before a
 * program's first virtual thread: a fifth of the CPU time of that start. Here the bytes are copied,
 * and what is added is put in between. The tests hold what comes out against the JDK's verifier,
 * for all methods of java.base.
 */
package dev.baton.agent.classfile;
