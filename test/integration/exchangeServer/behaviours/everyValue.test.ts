import { behaviours, valuesOf, type Behaviours } from '../../../exchangeServer/behaviours';
import { createCertificateAuthority } from '../../../exchangeServer/certificates';
import type { ExchangeServerOptions } from '../../../exchangeServer/options';
import { startSmallExchange } from '../rawClient';
import { frontEnd } from './frontEnd';
import { meetings } from './meetings';
import { reading } from './reading';
import { rights } from './rights';
import type { Scenarios } from './scenario';
import { writing } from './writing';

/** The types ask for a scenario for each behaviour, and for each of its values. */
const scenarios: Scenarios = { ...reading, ...rights, ...writing, ...meetings, ...frontEnd };

// Making a certificate takes longer than all the rest.
let certificate: ExchangeServerOptions['certificate'];
beforeAll(async () => {
	const authority = await createCertificateAuthority();
	const { certificate: own, key } = await authority.issue();
	certificate = { certificate: own, privateKey: key, caCertificate: authority.certificate };
});

describe.each(behaviours.map(({ name }) => name))('%s', (name) => {
	const { observe, expected, with: others } = scenarios[name];
	const values = valuesOf(behaviours.find((one) => one.name === name)!);

	it('shows with each of its values, and with each in another way', async () => {
		const seen = new Map<string, unknown>();
		for (const value of values) {
			// The server has a clock that goes on by a second with every look at it.
			let now = Date.parse('2026-11-23T09:00:00Z');
			const server = await startSmallExchange({
				certificate,
				now: () => new Date((now += 1000)),
				behaviours: { ...others, [name]: value } as Partial<Behaviours>,
			});
			seen.set(value, await observe(server));
			expect(server.schemaViolations).toEqual([]);
			await server.close();
		}
		expect(Object.fromEntries(seen)).toEqual(expected);
		const different = new Set([...seen.values()].map((one) => JSON.stringify(one)));
		expect(different.size).toBe(values.length);
	});
});
