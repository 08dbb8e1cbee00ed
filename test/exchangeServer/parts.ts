/** Parts that are still being written may be missing; what is there is used. */
import type { Authentication, AuthenticationOptions, FaultSource, Operation } from './contracts';
import { Company } from './company';

function load<T>(name: string): Partial<T> {
	try {
		// eslint-disable-next-line @typescript-eslint/no-require-imports
		return require(name) as Partial<T>;
	} catch (error) {
		if (String((error as Error).message).includes(name.slice(1))) return {};
		throw error;
	}
}

export function authentication(options: AuthenticationOptions): Authentication {
	const part = load<{ createAuthentication(o: AuthenticationOptions): Authentication }>(
		'./authentication',
	);
	if (part.createAuthentication) return part.createAuthentication(options);
	return {
		authenticate({ headers }) {
			const [scheme, token = ''] = (headers.authorization ?? '').split(' ');
			const [user, ...rest] = Buffer.from(token, 'base64').toString('utf8').split(':');
			const account = /^basic$/i.test(scheme) ? options.company.account(user) : undefined;
			if (account && account.password === rest.join(':')) return { kind: 'accepted', account };
			return { kind: 'refused', challenges: ['Basic realm="localhost"'] };
		},
	};
}

export function faults(): FaultSource {
	const part = load<{ createFaults(): FaultSource }>('./faults');
	return part.createFaults?.() ?? { next: () => undefined };
}

export function operationsOf(name: string): Operation[] {
	return load<{ operations: Operation[] }>(name).operations ?? [];
}

export function seedCompany(seed: number, now: () => Date): Company {
	const part = load<{ seedCompany(seed: number, now: () => Date): Company }>('./seed');
	if (part.seedCompany) return part.seedCompany(seed, now);
	const company = new Company({ seed, now });
	company.addServiceAccount();
	company.addPerson({ accountName: 'alice', displayName: 'Alice Jansen' });
	company.addPerson({ accountName: 'bob', displayName: 'Bob de Vries' });
	return company;
}
