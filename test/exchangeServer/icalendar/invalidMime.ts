import { ResponseError } from '../responseErrors';

export function invalidMime(): ResponseError {
	return new ResponseError('ErrorMimeContentInvalid', 'The MIME content is invalid.');
}
