/** A plain Java program, which knows nothing of Baton, and starves on the JDK's own scheduler. */
package programs.fifos;
