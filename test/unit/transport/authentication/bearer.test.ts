import { BearerToken } from '../../../../exchange/transport/authentication/bearer';

it('asks once for the token that many need', async () => {
	const source = jest.fn(async () => 'first');
	const token = new BearerToken(source);
	expect(await Promise.all([token.authorization(), token.authorization()])).toEqual([
		'Bearer first',
		'Bearer first',
	]);
	expect(await token.authorization()).toBe('Bearer first');
	expect(source.mock.calls).toEqual([[{ refresh: false }]]);
});

it('renews a refused token once for all, and none that was renewed already', async () => {
	const source = jest.fn(async ({ refresh }: { refresh: boolean }) => (refresh ? 'new' : 'old'));
	const token = new BearerToken(source);
	const refused = await token.authorization();
	expect(await token.refreshedAuthorization(refused)).toBe('Bearer new');
	expect(await token.refreshedAuthorization(refused)).toBe('Bearer new');
	expect(await token.authorization()).toBe('Bearer new');
	expect(source.mock.calls).toEqual([[{ refresh: false }], [{ refresh: true }]]);
});

it('asks anew after a failure', async () => {
	const source = jest
		.fn<Promise<string>, [{ refresh: boolean }]>()
		.mockRejectedValueOnce(new Error('no network'))
		.mockResolvedValueOnce('late');
	const token = new BearerToken(source);
	await expect(token.authorization()).rejects.toThrow('no network');
	expect(await token.authorization()).toBe('Bearer late');
});

it('asks anew after a renewal that failed', async () => {
	const source = jest
		.fn<Promise<string>, [{ refresh: boolean }]>()
		.mockResolvedValueOnce('old')
		.mockRejectedValueOnce(new Error('no network'))
		.mockResolvedValue('new');
	const token = new BearerToken(source);
	const refused = await token.authorization();
	await expect(token.refreshedAuthorization(refused)).rejects.toThrow('no network');
	expect(await token.authorization()).toBe('Bearer new');
	expect(await token.authorization()).toBe('Bearer new');
	expect(source).toHaveBeenCalledTimes(3);
});
