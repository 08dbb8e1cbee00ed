/**
 * The Authorization header of Basic, in UTF-8. Only for TLS and loopback: it is the password in clear.
 * @see https://www.rfc-editor.org/rfc/rfc7617
 */
export function basicAuthorization(user: string, password: string): string {
	return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}
