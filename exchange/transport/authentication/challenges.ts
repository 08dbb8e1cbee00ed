/** One scheme that a server offers in WWW-Authenticate. */
export interface Challenge {
	/** Lower case: `ntlm`, `negotiate`, `basic`, `bearer`. */
	scheme: string;
	/** As the server wrote it. */
	name: string;
	/** The base64 token of NTLM and Negotiate. */
	token?: string;
	/** Lower-case names. */
	parameters: Record<string, string>;
}

const parameterPattern = /([\w!#$%&'*+.^`|~-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g;

/**
 * Reads the WWW-Authenticate lines of a 401, several schemes to a line included.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1
 */
export function parseChallenges(lines: readonly string[]): Challenge[] {
	const challenges: Challenge[] = [];
	for (const line of lines) {
		for (const part of splitOutsideQuotes(line)) {
			const start = /^([\w!#$%&'*+.^`|~-]+)(?:\s+(\S[\s\S]*))?$/.exec(part);
			const rest = start?.[2];
			const isScheme = start !== null && !rest?.startsWith('=');
			if (isScheme) {
				const challenge: Challenge = {
					scheme: start[1].toLowerCase(),
					name: start[1],
					parameters: {},
				};
				challenges.push(challenge);
				if (rest && /^[A-Za-z0-9+/._~-]+=*$/.test(rest)) challenge.token = rest;
				else if (rest) readParameters(rest, challenge);
			} else {
				const current = challenges.at(-1);
				if (current) readParameters(part, current);
			}
		}
	}
	return challenges;
}

/** The token in a challenge of NTLM or Negotiate. */
export function tokenOf(challenges: readonly Challenge[], scheme: string): Buffer | undefined {
	const token = challenges.find((challenge) => challenge.scheme === scheme)?.token;
	return token === undefined ? undefined : Buffer.from(token, 'base64');
}

function readParameters(text: string, challenge: Challenge): void {
	for (const [, name, quoted, plain] of text.matchAll(parameterPattern)) {
		challenge.parameters[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
	}
}

function splitOutsideQuotes(line: string): string[] {
	const parts = line.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? [];
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}
