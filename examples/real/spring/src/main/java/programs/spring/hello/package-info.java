/** Spring Boot's smallest application, for docs/frameworks.md. */
package programs.spring.hello;
