/**
 * The case of the article that Baton began with: thousands of threads in a system call that blocks,
 * all at once. A plain Java program, which knows nothing of Baton.
 */
package programs.explode;
