/** Micronaut's smallest application, for docs/frameworks.md. */
package programs.micronaut;
