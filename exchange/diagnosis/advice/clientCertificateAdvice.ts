import type { Advice } from '../finding';

export const clientCertificateAdvice: Advice = {
	cause: 'The server wants a client certificate, or does not accept the one it got.',
	remedy: 'Enter a client certificate that the server accepts, with its key, in the credential.',
	remedyBy: 'you',
};
