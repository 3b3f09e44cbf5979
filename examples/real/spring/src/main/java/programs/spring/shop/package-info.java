/** A service that prints labels on a slow printer, for docs/walkthrough.md. */
package programs.spring.shop;
