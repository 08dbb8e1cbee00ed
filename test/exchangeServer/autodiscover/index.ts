import type { Answer } from '../contracts';
import type { AutodiscoverOptions, AutodiscoverRequest, AutodiscoverRules } from './endpoints';
import { answerPox } from './pox';
import { answerSoap } from './soap';

export type { AutodiscoverOptions, AutodiscoverRequest, AutodiscoverRules } from './endpoints';

/** /autodiscover/autodiscover.xml (POX) and /autodiscover/autodiscover.svc (SOAP). */
export interface Autodiscover {
	/** What tests change about the answers. */
	readonly rules: AutodiscoverRules;
	/** True for paths that belong here, whatever their case. */
	handles(path: string): boolean;
	/** An answer that needs no sign-in, such as the redirect of a plain GET. */
	beforeSignIn(request: Pick<AutodiscoverRequest, 'method' | 'path'>): Answer | undefined;
	answer(request: AutodiscoverRequest): Answer;
}

const poxPath = /^\/autodiscover\/autodiscover\.xml$/i;
const soapPath = /^\/autodiscover\/autodiscover\.svc(\/wssecurity)?$/i;

export function createAutodiscover(options: AutodiscoverOptions): Autodiscover {
	const rules: AutodiscoverRules = {
		addressRedirects: new Map(),
		urlRedirects: new Map(),
		missing: new Set(),
	};
	const without = (path: string) => path.split('?')[0];
	const kindOf = (path: string) =>
		poxPath.test(without(path)) ? 'pox' : soapPath.test(without(path)) ? 'soap' : undefined;
	return {
		rules,
		handles: (path) => kindOf(path) !== undefined,
		beforeSignIn: ({ method, path }): Answer | undefined => {
			const kind = kindOf(path);
			if (kind !== undefined && rules.missing.has(kind)) {
				return { status: 404, headers: {}, body: '' };
			}
			if (method !== 'GET' || kind !== 'pox' || rules.getRedirect === undefined) return undefined;
			return { status: 302, headers: { Location: rules.getRedirect }, body: '' };
		},
		answer: ({ method, path, body }) => {
			if (kindOf(path) === 'soap') {
				if (method !== 'POST') return { status: 200, headers: {}, body: '' };
				return answerSoap(body, options, rules);
			}
			return answerPox(body, options, rules);
		},
	};
}
