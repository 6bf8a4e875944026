CREATE TABLE users (
	id SERIAL NOT NULL, 
	name VARCHAR(50) NOT NULL, 
	email VARCHAR(100), 
	settings JSONB, 
	PRIMARY KEY (id), 
	UNIQUE (email)
);

CREATE TABLE posts (
	id SERIAL NOT NULL, 
	user_id INTEGER NOT NULL, 
	title VARCHAR(200) NOT NULL, 
	published_at TIMESTAMP WITH TIME ZONE, 
	PRIMARY KEY (id), 
	FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

SELECT users.name, count(posts.id) AS posts 
FROM users LEFT OUTER JOIN posts ON posts.user_id = users.id 
WHERE users.email IS NOT NULL AND CAST((users.settings ->> $1) AS VARCHAR) = $2 GROUP BY users.name 
HAVING count(posts.id) > $3::INTEGER ORDER BY count(posts.id) DESC 
 LIMIT $4::INTEGER;
-- ["theme","dark",3,10]

SELECT users.name, latest.title 
FROM users LEFT OUTER JOIN LATERAL (SELECT posts.title AS title 
FROM posts 
WHERE posts.user_id = users.id ORDER BY posts.published_at DESC 
 LIMIT $1::INTEGER) AS latest ON true;
-- [1]

INSERT INTO users (id, name, email) VALUES ($1, $2, $3) ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING users.id;
-- [1,"Ann","ann@example.com"]

UPDATE users SET settings=$1::JSONB WHERE NOT (EXISTS (SELECT posts.id 
FROM posts 
WHERE posts.user_id = users.id));
-- [null]

INSERT INTO posts (id, user_id, title) VALUES ($1, $2, $3);
-- [1,1,"It's a draft"]

INSERT INTO posts (id, user_id, title) VALUES (1, 1, 'It''s a draft');
